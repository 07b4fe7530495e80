namespace P2PActors.Reports.Html;

/// <summary>
/// The little that the page does when scripts run: read-outs under the pointer, long tables shortened, digests copied. It is
/// wrapped so that it reads the same as HTML and as XML.
/// </summary>
internal static class ReportScript
{
    public const string Text = """

        /*<![CDATA[*/
        (() => {
          const box = document.getElementById('readout');
          const make = (tag, cls, text) => { const e = document.createElement(tag); e.className = cls; e.textContent = text; return e; };
          document.querySelectorAll('figure.plot').forEach(figure => {
            const svg = figure.querySelector(':scope > svg'), source = figure.querySelector('script');
            if (!source) return;
            const lines = JSON.parse(source.textContent), cursor = svg.querySelector('.cursor'), rule = cursor.querySelector('line');
            const dots = lines.map(l => {
              const dot = document.createElementNS(svg.namespaceURI, 'circle');
              dot.setAttribute('r', 3.5); dot.setAttribute('class', 'dot c' + l.c);
              return cursor.appendChild(dot);
            });
            const hide = () => { cursor.classList.remove('on'); box.hidden = true; };
            svg.addEventListener('pointerleave', hide);
            svg.addEventListener('pointermove', event => {
              const frame = svg.getBoundingClientRect(), x = (event.clientX - frame.left) * svg.viewBox.baseVal.width / frame.width;
              const near = lines.map(l => l.p.reduce((a, b) => Math.abs(b[0] - x) < Math.abs(a[0] - x) ? b : a));
              const at = near.reduce((a, b) => Math.abs(b[0] - x) < Math.abs(a[0] - x) ? b : a);
              rule.setAttribute('x1', at[0]); rule.setAttribute('x2', at[0]);
              box.replaceChildren();
              if (at[3]) box.append(make('div', 'head', at[3]));
              near.forEach((p, i) => {
                const there = Math.abs(p[0] - x) < 60;
                dots[i].setAttribute('cx', p[0]); dots[i].setAttribute('cy', p[1]); dots[i].style.display = there ? '' : 'none';
                if (!there) return;
                const row = make('div', 'row', '');
                row.append(make('i', 'chip c' + lines[i].c, ''), make('span', '', lines[i].n), make('b', '', p[2]));
                box.append(row);
              });
              cursor.classList.add('on'); box.hidden = false;
              const left = event.clientX + 16, width = box.offsetWidth;
              box.style.left = (left + width > innerWidth ? event.clientX - width - 16 : left) + scrollX + 'px';
              box.style.top = event.clientY + scrollY + 14 + 'px';
            });
          });
          document.querySelectorAll('table.long').forEach(table => {
            const rows = [...table.tBodies[0].rows];
            if (rows.length <= 15) return;
            table.classList.add('short');
            const button = make('button', 'more', 'Show all ' + rows.length + ' rows');
            button.onclick = () => { table.classList.remove('short'); button.remove(); };
            table.parentNode.after(button);
          });
          document.querySelectorAll('[data-copy]').forEach(e => {
            e.addEventListener('click', () => {
              if (!navigator.clipboard || String(getSelection())) return;
              navigator.clipboard.writeText(e.dataset.copy).then(() => { e.classList.add('copied'); setTimeout(() => e.classList.remove('copied'), 900); });
            });
          });
        })();
        /*]]>*/

        """;
}
