package reprise.report.html;

/** The page's style: light and dark, desktop, phone and paper. */
final class PageStyle {
    static final String CSS = """
        :root{color-scheme:light dark;--paper:#fff;--text:#1c2430;--muted:#5a6472;--line:#dfe4ea;--soft:#f4f6f8;--shade:#0003;
          --good:#0b6b4b;--good-soft:#e2f4ec;--bad:#a3123f;--bad-soft:#fde8ee;--open:#6b4d00;--open-soft:#fdf2d6}
        @media screen and (prefers-color-scheme:dark){:root{--paper:#14181e;--text:#e6e9ee;--muted:#a3adba;--line:#2b333e;--soft:#1c222a;
          --shade:#000c;--good:#6fdcb0;--good-soft:#12352a;--bad:#ff9ab6;--bad-soft:#42182a;--open:#f3cd74;--open-soft:#3a2f12}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",\
        Arial,sans-serif}
        main{max-width:960px;margin:0 auto;padding:32px 20px 64px}
        h1{font-size:2rem;line-height:1.2;margin:0 0 12px}
        h2{font-size:1.25rem;line-height:1.3;margin:0 0 8px}
        p{margin:0 0 12px;max-width:70ch}
        section{margin-top:44px}
        section>p,.meta,footer{color:var(--muted)}
        .kind{color:var(--muted);font-size:.875rem;margin:0 0 4px}
        .lead{font-size:1.0625rem}
        .outcome{display:flex;align-items:center;gap:10px;max-width:none;font-size:1.25rem;font-weight:600;padding:14px 18px;\
        border-radius:8px;margin:20px 0 12px}
        .good{color:var(--good);background:var(--good-soft)}
        .bad{color:var(--bad);background:var(--bad-soft)}
        .open{color:var(--open);background:var(--open-soft)}
        nav{display:none}
        nav ul,.files{list-style:none;margin:0;padding:0}
        .anchor{visibility:hidden;color:var(--muted);font-weight:400;text-decoration:none}
        h2:hover .anchor,summary:hover .anchor,.anchor:focus{visibility:visible}
        a{color:inherit}
        .repeat code{overflow-wrap:anywhere}
        .repeat{max-width:none}
        code{padding:2px 6px;background:var(--soft);border-radius:4px;font:.875em ui-monospace,SFMono-Regular,Menlo,Consolas,\
        "DejaVu Sans Mono",monospace}
        button{font:inherit;font-size:.8125rem;padding:1px 10px;color:inherit;background:var(--paper);border:1px solid var(--line);\
        border-radius:5px;cursor:pointer}
        button:hover{background:var(--soft)}
        .terms{margin:0 0 12px;max-width:70ch;font-size:.9375rem}
        .terms summary{color:var(--muted)}
        .terms dt{margin-top:8px;color:var(--text);font-weight:600;font-size:inherit}
        .terms dd{color:var(--muted)}
        .note{border-left:3px solid var(--open);padding-left:12px}
        .icon{width:1em;height:1em;flex:none;fill:none;stroke:currentColor;stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}
        .claims{list-style:none;margin:0;padding:0;border-top:1px solid var(--line)}
        .claims li{display:grid;grid-template-columns:196px 1fr auto;gap:4px 16px;padding:12px 0;border-bottom:1px solid var(--line)}
        .claims p{margin:2px 0 0;color:var(--muted);font-size:.9375rem}
        .claims dl{display:grid;grid-template-columns:132px 132px;gap:0 12px;margin:0;align-content:start;font-size:.9375rem}
        .claims dl div{text-align:right}
        .claims dl div:only-child{grid-column:2}
        dt{color:var(--muted);font-size:.8125rem}
        dd{margin:0;font-variant-numeric:tabular-nums}
        .tallies li{grid-template-columns:168px 1fr 280px}
        .claims .badge{white-space:normal}
        .dots-of-runs p{font-size:.875rem;font-variant-numeric:tabular-nums;color:var(--text)}
        .strip{overflow:visible}
        .strip text{font-size:11px}
        .strip .good-band{fill:var(--good-soft)}
        .strip .dots{fill-opacity:.75}
        .strip .outside{fill:var(--paper);stroke:currentColor;stroke-width:2}
        .strip .diamond{fill:none;stroke:currentColor;stroke-width:1.75}
        .badge{display:inline-flex;align-items:center;gap:6px;align-self:start;justify-self:start;font-size:.875rem;font-weight:600;\
        line-height:1.5;padding:1px 9px;border-radius:5px;white-space:nowrap}
        table{border-collapse:separate;border-spacing:0;font-variant-numeric:tabular-nums}
        th,td{padding:5px 0 5px 28px;text-align:right;border-bottom:1px solid var(--line);font-weight:400}
        th:first-child,td:first-child{padding-left:0;text-align:left}
        thead th{color:var(--muted);font-size:.875rem;vertical-align:bottom}
        .summary{min-width:min(100%,520px)}
        .summary td:not(.prose){white-space:nowrap}
        .summary .prose{text-align:left}
        .ours{font-weight:600}
        .wide-table{overflow-x:auto;background:linear-gradient(to left,var(--paper) 16px,transparent) right/40px 100% no-repeat local,\
        linear-gradient(to left,var(--shade),transparent) right/14px 100% no-repeat scroll}
        .wide-table table{min-width:100%}
        .wide-table th,.wide-table td{padding-left:14px;white-space:nowrap}
        .wide-table th:first-child{padding-left:0;position:sticky;left:0;background:var(--paper)}
        .wide-table .prose{min-width:16em;padding-left:28px;text-align:left;white-space:normal}
        .wide-table .prose:first-child{min-width:13em;padding-left:0}
        .wide-table+p{margin-top:10px}
        .over th{padding-bottom:0;border-bottom:0;background:linear-gradient(var(--line),var(--line)) no-repeat 14px 100%/100% 1px}
        .over th[colspan]{text-align:center}
        .over th:empty{background:none}
        .group th{padding-top:18px;color:var(--muted);font-weight:600;font-size:.9375rem}
        .group span{position:sticky;left:0;display:inline-block;max-width:calc(100vw - 40px);white-space:normal}
        h3{font-size:1rem;margin:20px 0 4px}
        .blocks{border-bottom:1px solid var(--line);padding:8px 0}
        .blocks summary{font-weight:600}
        .pair{display:grid;grid-template-columns:1fr 1fr;gap:0 16px}
        .wide-pair{grid-template-columns:1fr}
        .pair figure{min-width:0}
        .alarm{display:flex;gap:10px;max-width:none;padding:12px 16px;border-radius:8px;font-weight:600}
        .alarm .icon{margin-top:.25em}
        figcaption{color:var(--muted);font-size:.8125rem;margin-bottom:2px}
        pre{margin:0;padding:10px 12px;overflow-x:auto;background:var(--soft);border-radius:6px;font:12px/1.5 ui-monospace,SFMono-Regular,\
        Menlo,Consolas,"DejaVu Sans Mono",monospace}
        .remarks{margin:6px 0 0;padding-left:18px;color:var(--muted);font-size:.9375rem}
        small{color:var(--muted);font-size:.8125rem;font-weight:400}
        figure{margin:8px 0 0;position:relative}
        svg.chart{display:block;max-width:100%;height:auto}
        svg.narrow{display:none}
        output{position:absolute;z-index:1;padding:6px 10px;background:var(--paper);border:1px solid var(--line);border-radius:6px;\
        pointer-events:none;font-size:.8125rem;line-height:1.4;color:var(--muted);font-variant-numeric:tabular-nums;\
        box-shadow:0 2px 8px #0002}
        output:empty{display:none}
        output b{color:var(--text);font-weight:600}
        output .at{display:flex;justify-content:space-between;gap:14px}
        .chosen{fill:var(--text);fill-opacity:.12;stroke:none}
        .zoomed .x-ticks,.plot .off{display:none}
        .plot *{vector-effect:non-scaling-stroke}
        .hit{fill:transparent}
        .key[role]{cursor:pointer}
        .key.off{opacity:.4}
        .key:focus-visible .hit{stroke:currentColor}
        svg[role=group]{cursor:crosshair;user-select:none;touch-action:pan-y pinch-zoom}
        .all{position:absolute;right:0;top:0}
        svg.chart .plot .dots{fill:none;stroke:currentColor;stroke-opacity:.65;stroke-linecap:round}
        .node,.party{fill:var(--soft);stroke:var(--muted);stroke-width:1.25}
        .struck{stroke:currentColor;stroke-width:2;stroke-dasharray:5 3}
        .hint{color:var(--muted);font-size:.8125rem;margin:0 0 4px}
        .cursor{stroke:var(--text);stroke-width:1;opacity:.6}
        .events{list-style:none;margin:0;padding:0}
        .events li{padding:4px 0;display:flex;gap:16px}
        .events span{min-width:88px;text-align:right;color:var(--muted);font-variant-numeric:tabular-nums}
        summary{cursor:pointer}
        summary h2{display:inline-block}
        .values{margin:0;columns:2;column-gap:40px}
        .values div{display:flex;justify-content:space-between;gap:16px;padding:4px 0;border-bottom:1px solid var(--line);\
        break-inside:avoid}
        .values dt{font-size:.875rem}
        .values dd{text-align:right;overflow-wrap:anywhere;font-size:.9375rem}
        .scroll{overflow-x:auto;max-height:70vh}
        .scroll th,.scroll td{padding-left:18px;font-size:.8125rem}
        .scroll thead th{position:sticky;top:0;background:var(--paper);z-index:1}
        .scroll td:first-child,.scroll th:first-child{position:sticky;left:0;padding:5px 8px 5px 0;background:var(--paper)}
        .runs{width:100%}
        .runs th,.runs td{padding:7px 0 7px 20px;text-align:left;vertical-align:baseline}
        .runs th:first-child{padding-left:0}
        .runs .when,.runs .took{white-space:nowrap}
        footer{margin-top:56px;padding-top:14px;border-top:1px solid var(--line);font-size:.875rem}
        @media screen and (min-width:1320px){
          nav{display:block;position:fixed;top:32px;bottom:32px;left:calc(50vw + 500px);width:calc(50vw - 520px);max-width:220px;\
        overflow-y:auto;font-size:.8125rem}
          nav li{margin-bottom:5px;line-height:1.35}
          nav a{color:var(--muted);text-decoration:none}
          nav a:hover{text-decoration:underline}
        }
        @media screen and (max-width:720px){
          main{padding:20px 16px 48px}
          h1{font-size:1.5rem}
          section{margin-top:36px}
          .outcome{font-size:1.0625rem;padding:12px 14px}
          .claims li{grid-template-columns:1fr}
          .tallies li{grid-template-columns:1fr}
          .claims dl{grid-template-columns:1fr 1fr}
          .claims dl div{text-align:left}
          .claims dl div:only-child{grid-column:1}
          .summary{width:100%}
          th,td{padding-left:12px}
          .wide-table th,.wide-table td{padding-left:10px;font-size:.875rem}
          .wide-table .prose{min-width:13em}
          .wide-table .prose:first-child{min-width:10.5em}
          .runs thead{display:none}
          .runs tr{display:block;padding:10px 0;border-bottom:1px solid var(--line)}
          .runs th,.runs td{display:block;padding:0;border:0;text-align:left}
          .values{columns:1}
          .pair{grid-template-columns:1fr}
        }
        @media screen and (max-width:720px){svg.wide{display:none}svg.narrow{display:block;width:100%}}
        @media print{
          body{font-size:11pt}
          main{max-width:none;padding:0}
          section{margin-top:22pt}
          h2,h3,summary,h2+p,.group,section>p:has(+table,+div,+ul){break-after:avoid}
          p,.values div{break-inside:avoid}
          .apart,.summary+p,.wide-table+p{break-before:avoid}
          .anchor,button,.terms:not([open]){display:none}
          figure svg.chart{max-height:190mm;width:auto}
          .wide-table{overflow:visible;background:none}
          .wide-table th:first-child{position:static;background:none}
          figure,section:has(>figure),.claims li,tr,.outcome{break-inside:avoid}
          pre{overflow:visible;background:none;padding:0;font-size:7.5pt}
          .claims li{grid-template-columns:150px 1fr auto}
          .claims dl{grid-template-columns:104px 104px}
          .tallies li{grid-template-columns:130px 1fr 280px}
          .good,.bad,.open{background:none;border:1px solid currentColor}
          output,.hint,#seconds:not([open]){display:none}
          .scroll{overflow:visible;max-height:none}
        }
        """;

    private PageStyle() {}
}
