using System.Globalization;
using System.Text;

namespace P2PActors.Reports.Html;

/// <summary>How the page looks: on a light or dark screen and on paper. No character of it has a meaning in XML.</summary>
internal static class ReportStyle
{
    /// <summary>Systems that can be pointed at; more are rare, and their lines just do not stand out.</summary>
    private const int Highlighted = 16;

    private const string Light = "--page:#fff;--ink:#18202b;--soft:#5c6675;--line:#e2e6eb;--strong:#aab3bf;--tint:#f5f7f9;--good:#0b7a53;--bad:#b3261e;--warn:#fdf6e3;--warnline:#d9a300;--fault:#8a4b00;--shadow:0 4px 18px rgba(20,30,45,.16);";

    private const string Dark = "--page:#12161c;--ink:#e4e8ee;--soft:#98a3b3;--line:#29313c;--strong:#56616f;--tint:#1a2029;--good:#4fcf9c;--bad:#ff8a80;--warn:#2a2411;--warnline:#b58b1a;--fault:#f0b45c;--shadow:0 4px 18px rgba(0,0,0,.6);";

    public static string Css { get; } = Build();

    private static string Build()
    {
        var css = new StringBuilder("\n");
        string light = Light + Colors(Palette.Light), dark = Dark + Colors(Palette.Dark);
        css.Append(":root{color-scheme:light;").Append(light).Append("}\n");

        // Dark colours are for screens only, so that paper stays white.
        css.Append("@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;").Append(dark).Append("}}\n");
        css.Append("@media screen{:root[data-theme=dark]{color-scheme:dark;").Append(dark).Append("}}\n");
        for (int i = 0; i < Palette.Count; i++)
            css.Append(".c").Append(i).Append("{--c:var(--c").Append(i).Append(")} .d").Append(i).Append("{stroke-dasharray:").Append(Palette.Dashes[i]).Append("}\n");

        // Pointing at a name in a legend fades the other lines.
        css.Append(".legend li{cursor:default}\n");
        string figures = Figures + Highlights();
        return css.Append(Page).Append(Tables).Append(figures).Append(Paper).ToString();
    }

    private static string Highlights() => string.Concat(Enumerable.Range(0, Highlighted).Select(i =>
        string.Create(CultureInfo.InvariantCulture, $".plot.plot:has(.legend li.s{i}:hover) .s{i}.s{i}{{opacity:1}}\n")));

    private static string Colors(string[] palette) => string.Concat(palette.Select((c, i) => $"--c{i}:{c};"));

    private const string Page = """
        *{box-sizing:border-box}
        html{background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
        body{margin:0}
        main{max-width:1100px;margin:0 auto;padding:36px 28px 64px}
        h1,h2,h3,h4{line-height:1.25;font-weight:600;margin:0}
        h1{font-size:30px;letter-spacing:-.015em;overflow-wrap:anywhere}
        h2{font-size:19px;letter-spacing:-.005em}
        h3{font-size:15px} h4{font-size:13.5px}
        p{margin:0} small{font-size:12px;font-weight:400;color:var(--soft)}
        code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:12.5px}
        header{border-top:3px solid var(--ink);padding-top:14px}
        .maker{font-size:12.5px;color:var(--soft);letter-spacing:.02em;margin-bottom:18px} .maker b{color:var(--ink)}
        .question{font-size:17px;color:var(--soft);margin-top:8px;max-width:52em;overflow-wrap:anywhere}
        .badges{display:flex;flex-wrap:wrap;gap:10px 30px;margin:22px 0 0}
        .badges dt{font-size:11.5px;color:var(--soft)}
        .badges dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
        .badges code{font-size:13.5px} .good{color:var(--good)} .bad{color:var(--bad)}
        nav{display:flex;flex-wrap:wrap;gap:4px 20px;margin-top:22px;padding:9px 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line);font-size:13px}
        nav a{color:var(--soft);text-decoration:none} nav a:hover,nav a:focus-visible{color:var(--ink);text-decoration:underline}
        section{margin-top:46px} section:target h2{text-decoration:underline;text-underline-offset:5px}
        .note{color:var(--soft);font-size:13.5px;margin-top:3px;max-width:60em}
        .warnings{margin-top:26px;padding:14px 18px;background:var(--warn);border-left:3px solid var(--warnline)}
        .warnings h2{font-size:14.5px} .warnings ul{margin:6px 0 0;padding-left:18px;font-size:14px}
        .warnings li{overflow-wrap:anywhere}
        pre{background:var(--tint);border:1px solid var(--line);padding:12px 14px;margin:12px 0 0;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.45}
        [data-copy]{cursor:copy} .copied{outline:2px solid var(--good);outline-offset:3px}
        details{margin-top:16px} summary{cursor:pointer;font-weight:600;font-size:14px}
        button.more{font:inherit;font-size:13px;color:var(--soft);background:none;border:1px solid var(--line);padding:3px 12px;margin-top:8px;cursor:pointer;border-radius:3px}
        button.more:hover{color:var(--ink);border-color:var(--strong)}
        #timing{color:var(--soft);border-top:1px solid var(--line);padding-top:20px} #timing h2{font-size:15px} #timing p{font-size:13px}

        """;

    private const string Tables = """
        .scroll{overflow-x:auto;margin-top:12px}
        table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
        th,td{text-align:left;vertical-align:top;padding:6px 18px 6px 0;border-bottom:1px solid var(--line)}
        th:last-child,td:last-child{padding-right:0}
        thead th{font-size:12px;font-weight:600;color:var(--soft);border-bottom:1px solid var(--strong);vertical-align:bottom;white-space:nowrap}
        tbody th{font-weight:400}
        .num{text-align:right;white-space:nowrap} td.text{overflow-wrap:anywhere;min-width:7em} .none{color:var(--soft)}
        td code{white-space:nowrap} .values td.num,.values th.num{padding-right:6px} .unit{white-space:nowrap;color:var(--soft)}
        tbody tr:hover{background:var(--tint)}
        .short tbody tr:nth-child(n+13){display:none}
        .sum td{border-bottom-color:var(--strong)}
        .chip{display:inline-block;width:9px;height:9px;border-radius:2px;margin-right:7px;background:var(--c)}
        .headline{font-size:15px} .headline thead th{font-size:13.5px;color:var(--ink)}
        .headline th small,.headline td small{display:block;line-height:1.35}
        .headline td{font-weight:600;min-width:9em} .headline td,.headline tbody th{padding-top:8px;padding-bottom:8px}
        .headline tbody th{min-width:14em}
        .many{font-size:13.5px} .many td{min-width:5.5em} .many th,.many td{padding-right:12px} .many thead th{white-space:normal;overflow-wrap:anywhere;font-size:12.5px} .many .gauge{width:70px}
        .gauge{display:block;height:3px;margin:5px 0 1px auto;width:110px;max-width:100%;background:var(--line)}
        .gauge i{display:block;height:3px;background:var(--strong)}
        .verdict{white-space:nowrap;font-weight:600} .verdict b{display:inline-block;width:1.1em}
        .scorecard{font-size:14.5px} .scorecard thead th{font-size:13.5px;color:var(--ink)} .scorecard small{display:block} .scorecard th code{font-size:11.5px} .scorecard td{min-width:9em}
        .scorecard td b{font-size:16px;letter-spacing:.06em;margin-right:8px} .scorecard small .good,.scorecard small .bad{font-weight:600}
        .reasons{margin:12px 0 0;padding-left:18px;font-size:13px;color:var(--soft);max-width:64em} .reasons li{margin-top:3px}
        .expectations small{display:block;white-space:nowrap}
        .expectations td.text{color:var(--soft);min-width:16em}
        .number{display:inline-block;min-width:20px;padding:0 5px;text-align:center;font-size:12px;line-height:18px;border:1px solid var(--fault);border-radius:10px;color:var(--fault)}
        .values td.text{color:var(--soft);width:50%}
        article{margin-top:26px} .tabled{margin-top:22px}
        h3.system{font-size:17px;border-bottom:1px solid var(--line);padding-bottom:6px} h3.system small{margin-left:16px} h3.system .chip{width:11px;height:11px}
        #repetitions h3{margin-top:20px}

        """;

    private const string Figures = """
        .plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,460px),1fr));gap:34px 36px;margin-top:20px}
        figure{margin:0;min-width:0;display:flex;flex-direction:column} figcaption{margin-bottom:8px} figcaption p{font-size:13px;color:var(--soft);line-height:1.4}
        figcaption h3::first-letter,.headline tbody th::first-letter{text-transform:uppercase}
        figure.plot svg:not(.swatch){display:block;width:100%;height:auto;margin-top:auto;overflow:visible;touch-action:pan-y}
        .legend{list-style:none;display:flex;flex-wrap:wrap;gap:2px 16px;margin:5px 0 0;padding:0;font-size:12.5px} .swatch{width:22px;height:8px;margin-right:6px;vertical-align:1px}
        svg text{font-size:11px;fill:var(--soft);font-variant-numeric:tabular-nums}
        svg .mid{text-anchor:middle} svg .end{text-anchor:end} svg text.title{fill:var(--ink)}
        .grid{stroke:var(--line)} .axis,.mark{stroke:var(--strong)}
        .fault{stroke:var(--fault);stroke-dasharray:3 3} .flag{fill:var(--page);stroke:var(--fault)} svg text.flagged{fill:var(--fault);font-size:10.5px;font-weight:600}
        .line{fill:none;stroke:var(--c);stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round} .d1,.d2,.d3,.d4,.d5,.d6{stroke-linecap:butt}
        .plot:has(.legend li:hover) path.line,.plot:has(.legend li:hover) path.bar,.plot:has(.legend li:hover) circle.dot{opacity:.12}
        .faint{stroke-width:1;opacity:.5} .bar{fill:none;stroke:var(--c);stroke-width:1.3}
        .dot{fill:var(--c)} .cursor{visibility:hidden;pointer-events:none} .cursor.on{visibility:visible} .cursor line{stroke:var(--strong)} .cursor .dot{stroke:var(--page);stroke-width:1.5}
        svg text.label{fill:var(--c);font-size:11.5px;font-weight:600}
        #readout{position:absolute;z-index:9;background:var(--page);border:1px solid var(--strong);border-radius:4px;box-shadow:var(--shadow);padding:6px 10px;font-size:12.5px;font-variant-numeric:tabular-nums;pointer-events:none;white-space:nowrap} #readout[hidden]{display:none}
        #readout .head{color:var(--soft)} #readout .row{display:flex;align-items:center} #readout b{margin-left:auto;padding-left:16px}

        """;

    private const string Paper = """
        @media (max-width:620px){main{padding:22px 16px 48px} h1{font-size:24px}}
        @page{size:A4;margin:16mm 15mm}
        @media print{
        html{font-size:10.5pt;background:#fff} main{max-width:none;padding:0} nav,button.more,#readout{display:none}
        .plots{grid-template-columns:1fr 1fr;gap:22px 20px} .plot svg text{font-size:13px}
        figure,tr,.warnings,header,pre.command{break-inside:avoid} h2,h3,h4,.note,thead{break-after:avoid}
        section{margin-top:26px} .short tbody tr:nth-child(n+13){display:table-row}
        .scroll{overflow:visible} table{font-size:9pt} .headline{font-size:10pt} td.text,.headline td{min-width:0} th,td{padding-right:10px} pre{overflow:visible} details::details-content{display:block;content-visibility:visible}
        .chip,.gauge,.gauge i,.warnings{-webkit-print-color-adjust:exact;print-color-adjust:exact}
        }

        """;
}
