"""How the page looks: on a phone, on a desk, in the dark, on paper. Contrast is 4.5 and more."""

STYLE = """
:root{--back:#fbfaf8;--card:#fff;--text:#1e2227;--quiet:#575e66;--line:#dcdad5;--ink:#22657f;
--rest:#e6e4df;--bad:#a12a20;--well:#2c6a3f}
@media (prefers-color-scheme:dark){:root{--back:#15181b;--card:#1d2125;--text:#e7e5e1;
--quiet:#a8aeb5;--line:#363c42;--ink:#78bcd4;--rest:#31373d;--bad:#f2978d;--well:#8fcea2}}
*{box-sizing:border-box}
html{background:var(--back);color:var(--text);-webkit-text-size-adjust:100%;
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
font-variant-numeric:tabular-nums}
body{max-width:64rem;margin:0 auto;padding:2rem 1.25rem 3rem;overflow-wrap:anywhere}
h1{font-size:1.75rem;line-height:1.2;margin:0;font-weight:650;letter-spacing:-.01em}
h2{font-size:1.25rem;line-height:1.3;margin:0 0 1rem;font-weight:650}
h3{font-size:1rem;margin:2rem 0 .25rem;font-weight:650}
h4{font-size:.875rem;margin:0;font-weight:600;display:-webkit-box;-webkit-line-clamp:2;
-webkit-box-orient:vertical;overflow:hidden}
p{margin:.25rem 0}
a{color:var(--ink);text-underline-offset:.15em}
code{font:.875em ui-monospace,"SF Mono",Menlo,Consolas,monospace}
ul,ol,dl,dd,figure{margin:0;padding:0}
ul{list-style:none}
small,.quiet{font-size:.875rem;color:var(--quiet)}
section{margin-top:3rem;padding-top:1.5rem;border-top:1px solid var(--line)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin-top:.75rem}
nav a{display:inline-block;padding:.25rem 0}
.note{margin-top:1.5rem;padding:.75rem 1rem;border:1px solid var(--line);border-radius:.5rem;
background:var(--card)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:1.5rem 1rem;
margin:2rem 0 1.5rem}
.tiles strong{display:block;font-size:1.75rem;line-height:1.2;font-weight:600}
.tiles span,.tiles small{display:block;font-size:.875rem}
.well{color:var(--well);font-weight:600}
.bad{color:var(--bad);font-weight:600}
.troubles{display:grid;gap:.75rem;margin-top:.75rem}
.troubles li{padding:.75rem 1rem;background:var(--card);border:1px solid var(--line);
border-inline-start:.25rem solid var(--quiet);border-radius:.375rem}
.troubles.yours li{border-inline-start-color:var(--bad)}
.troubles p,.plots h4,tbody th{overflow:clip;overflow-clip-margin:.25em}
.troubles .what{font-size:1.0625rem}
.troubles.yours .what strong{color:var(--bad)}
figcaption{margin-bottom:.75rem}
.plot{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.25rem .5rem}
.axis{display:flex;justify-content:space-between;font-size:.8125rem;line-height:1;
color:var(--quiet)}
.axis.y{flex-direction:column;align-items:flex-end;margin:-.4em 0}
.axis.x{grid-column:2;padding-top:.25rem}
.bars{display:block;width:100%;height:3rem;fill:var(--ink);border-bottom:1px solid var(--quiet);
overflow:hidden}
.plot .bars{height:11rem;border-top:1px solid var(--line);
background:linear-gradient(var(--line),var(--line)) 0 50%/100% 1px no-repeat}
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(14rem,100%),1fr));
gap:1.5rem 1.25rem;margin-top:1rem}
.plots li{min-width:0;display:flex;flex-direction:column;justify-content:flex-end;gap:.375rem}
.plots h4{margin-bottom:auto}
.share{display:block;width:100%;min-width:4rem;height:.375rem;margin-top:.25rem;fill:var(--ink)}
.share .rest{fill:var(--rest)}
details{margin-top:1rem}
summary{cursor:pointer;color:var(--ink);width:max-content;max-width:100%;padding:.25rem 0}
details ol{list-style:none;display:grid;gap:.25rem;font-size:.875rem}
.scroll{overflow-x:auto}
.scroll:focus-visible{outline:2px solid var(--ink);outline-offset:-2px}
a:focus-visible,summary:focus-visible{outline:2px solid var(--ink);
outline-offset:2px}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:.875rem}
table.narrow{width:auto;min-width:14rem}
caption{text-align:start;color:var(--quiet);padding-bottom:.75rem;position:sticky;
inset-inline-start:0;max-width:min(60rem,100vw - 2rem)}
th,td{padding:.5rem .75rem;text-align:end;vertical-align:top;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{padding-inline-start:0;text-align:start}
th:last-child,td:last-child{padding-inline-end:0}
thead th{white-space:nowrap;font-weight:600;vertical-align:bottom;color:var(--quiet)}
tbody th{font-weight:500}
.scroll th:first-child{position:sticky;inset-inline-start:0;background:var(--back)}
.scroll tbody th{min-width:11rem;max-width:20rem}
td,time{white-space:nowrap}
th small{display:block;font-weight:400;font-size:.8125rem}
#feeds~.scroll td:nth-child(-n+4),#feeds~.scroll thead th:nth-child(-n+4){text-align:start}
dl div{display:grid;grid-template-columns:minmax(7rem,12rem) minmax(0,20rem);gap:.25rem 1rem;
padding:.5rem 0}
dt{color:var(--quiet)}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line)}
@media (max-width:40rem){body{padding:1.25rem 1rem 2rem}.tiles{grid-template-columns:1fr 1fr}
.plots{grid-template-columns:1fr 1fr}
section{margin-top:2.25rem}.plot .bars{height:9rem}
.scroll tbody th{min-width:8rem;max-width:10rem}}
@media print{:root{--back:#fff;--card:#fff;--text:#000;--quiet:#444;--line:#bbb;--ink:#22657f;
--rest:#ddd;--bad:#8f1d14;--well:#1f5a31}
html{font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{max-width:none;padding:0}nav,details{display:none}
.scroll{overflow:visible}.scroll tbody th{min-width:0}
.scroll th:first-child{position:static;overflow:visible;background:none}
table{font-size:8pt}.tiles{grid-template-columns:repeat(6,1fr)}
th,td{padding:.25rem .375rem}li,tr,figure{break-inside:avoid}h2,h3{break-after:avoid}}
"""
