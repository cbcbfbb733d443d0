/** A regular expression that matches what the glob matches; `*` stays between slashes. */
export function globToRegExp(glob: string): RegExp;
