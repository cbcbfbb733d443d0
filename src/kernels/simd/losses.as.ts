/** Rows of scores, (rows, classes), against their labels. */

/** losses, coefficients ← the hinge loss of each row of scores and its derivative. */
export function hinge(
  losses: usize, coefficients: usize, scores: usize, labels: usize, rows: usize, classes: usize,
  margin: f32,
): void {
  for (let i: usize = 0; i < rows; i++) {
    const label = <usize> load<u8>(labels + i);
    const correct = load<f32>(scores + (label << 2));
    let loss: f32 = 0;
    let violations = 0;
    for (let j: usize = 0; j < classes; scores += 4, coefficients += 4, j++) {
      const excess = (load<f32>(scores) - correct) + margin;
      const isViolated = !(excess <= 0) && j != label;
      if (isViolated) loss += excess;
      violations += <i32> isViolated;
      store<f32>(coefficients, <f32> isViolated);
    }
    store<f32>(coefficients - ((classes - label) << 2), <f32> -violations);
    store<f32>(losses, loss);
    losses += 4;
  }
}

/** How many rows have their largest score at the label; of equal ones, the first class wins. */
export function correct(scores: usize, labels: usize, rows: usize, classes: usize): usize {
  let count: usize = 0;
  for (let i: usize = 0; i < rows; i++) {
    const label = <usize> load<u8>(labels + i);
    const own = load<f32>(scores + (label << 2));
    let isLargest = true;
    for (let j: usize = 0; j < classes; j++) {
      const score = load<f32>(scores + (j << 2));
      isLargest = isLargest && (j < label ? score < own : score <= own);
    }
    count += <usize> isLargest;
    scores += classes << 2;
  }
  return count;
}
