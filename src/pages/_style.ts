/** The look of pages, light and dark. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--ink:#1b1b1f;--ground:#fff;--line:#d4d4da;--soft:#f4f4f6;--link:#0b5cad}
@media (prefers-color-scheme:dark){:root{--ink:#e8e8ec;--ground:#17171b;--line:#3b3b44;--soft:#222228;--link:#7db8f0}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 4rem}
article+article,nav+article{border-top:1px solid var(--line);margin-top:3rem;padding-top:1rem}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}h2{font-size:1.15rem;margin:2rem 0 .5rem}
.question{font-size:1.1rem;margin:.25rem 0 1.5rem}
.finding{border-left:4px solid var(--link);background:var(--soft);padding:.75rem 1rem;margin:1.5rem 0}
figure{margin:1.5rem 0;position:relative}
.picture{overflow-x:auto}.picture svg{display:block;width:100%;max-width:46rem;min-width:32rem;height:auto}
a{color:var(--link)}summary{cursor:pointer;padding:.35rem 0;font-weight:600}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.wide{overflow-x:auto;max-width:100%;max-height:28rem;overflow-y:auto;border:1px solid var(--line)}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .6rem;text-align:left;white-space:nowrap;border-bottom:1px solid var(--line)}
th{position:sticky;top:0;background:var(--soft)}td.number{text-align:right}
th button{all:unset;cursor:pointer;font-weight:600}th button:focus-visible{outline:2px solid var(--link)}
pre{overflow:auto;max-height:28rem;background:var(--soft);padding:.75rem;font-size:.8rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dd{margin:0;overflow-wrap:anywhere}
dt{font-weight:600}code{font-size:.85rem}
.controls{display:flex;flex-wrap:wrap;gap:.25rem .9rem;align-items:center;font-size:.85rem;margin-bottom:.4rem}
.controls label{display:inline-flex;gap:.3rem;align-items:center}.controls button{font:inherit;padding:.1rem .5rem}
.tip{position:absolute;pointer-events:none;background:var(--ground);color:var(--ink);border:1px solid var(--line);
border-radius:4px;padding:.3rem .5rem;font-size:.8rem;box-shadow:0 2px 8px rgb(0 0 0/.2);white-space:pre;max-width:100%}
@media (max-width:40rem){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}}
@media print{.controls,.tip,details a[download]{display:none}.wide,pre{max-height:none;overflow:visible}
article{break-before:page}figure,tr{break-inside:avoid}}
`;
