package reprise.report.html;

/**
 * What the page's script adds: figures at the pointer, zoom by dragging with a mouse or a finger, names in a legend that hide their
 * traces, and a button that copies the command. Nothing is missing without it. A charting library would draw each chart a second time, on
 * a canvas beside the static one.
 */
final class PageScript {
    static final String TEXT = """
        for (const button of document.querySelectorAll('.repeat button')) {
          button.hidden = false;
          button.addEventListener('click', async () => {
            const command = button.parentElement.querySelector('code');
            getSelection().selectAllChildren(command);
            let copied = true;
            try { await navigator.clipboard.writeText(command.textContent); } catch { copied = document.execCommand('copy'); }
            button.textContent = copied ? 'Copied' : 'Selected: press Ctrl-C';
          });
        }
        const svgNs = 'http://www.w3.org/2000/svg';
        const element = (name, attributes, text) => {
          const made = document.createElementNS(svgNs, name);
          for (const key in attributes) made.setAttribute(key, attributes[key]);
          if (text !== undefined) made.textContent = text;
          return made;
        };
        const number = value => value.toLocaleString('en', {maximumFractionDigits: Math.abs(value) < 10 ? 3 : 1});
        // a place on the axis, 0 to 1, as its value: a second, or 1 / (1 - share) of a percentile
        const valueOf = (read, at) => read.log ? read.low * Math.pow(read.high / read.low, at) : read.low + (read.high - read.low) * at;
        const placeOf = (read, at) => read.log ? Math.log(at / read.low) / Math.log(read.high / read.low)
          : (at - read.low) / (read.high - read.low);
        const labelOf = (read, at) => read.percent ? +(100 * (1 - 1 / at)).toPrecision(5) + ' %' : number(at);
        const nearest = (all, at) => all.reduce((best, x, i) => Math.abs(x - at) < Math.abs(all[best] - at) ? i : best, 0);
        const tell = (figure, output, event, title, rows) => {
          const head = document.createElement('b');
          head.textContent = title;
          output.replaceChildren(head);
          for (const [name, y] of rows) {
            const row = document.createElement('span'), bold = document.createElement('b');
            row.className = 'at';
            bold.textContent = y === null || y === undefined ? '\\u2013' : number(y);
            row.append(name, ' ', bold);
            output.append(row);
          }
          const area = figure.getBoundingClientRect(), x = event.clientX - area.left, right = x > area.width / 2;
          output.style.left = right ? '' : x + 14 + 'px';
          output.style.right = right ? area.width - x + 14 + 'px' : '';
          output.style.top = Math.max(0, event.clientY - area.top - output.offsetHeight / 2) + 'px';
        };
        // the rows of a heat map that have a count in a second, the highest first
        const cells = (heat, second) => {
          const [low, ...counts] = heat.counts[second] || [], rows = [];
          counts.forEach((count, i) => {
            const row = low + i, below = row > 0 ? heat.rows[row - 1] : '0';
            if (count) rows.unshift([heat.rows[row] === 'more' ? 'above ' + below : below + ' to ' + heat.rows[row], count]);
          });
          return rows.length ? rows : [['nothing', 0]];
        };
        for (const figure of document.querySelectorAll('figure[data-plots]')) {
          const read = JSON.parse(figure.dataset.plots), output = figure.querySelector('output');
          for (const svg of figure.querySelectorAll('svg[data-plots]')) {
            const places = svg.dataset.plots.split(';').map(place => place.split(' ').map(Number));
            const cursor = element('path', {class: 'cursor'});
            svg.append(cursor);
            const clear = () => { cursor.removeAttribute('d'); output.replaceChildren(); };
            svg.addEventListener('pointerleave', clear);
            for (const name of ['pointermove', 'pointerdown']) svg.addEventListener(name, event => {
              const area = svg.getBoundingClientRect(), scale = svg.viewBox.baseVal.width / area.width;
              const x = (event.clientX - area.left) * scale, y = (event.clientY - area.top) * scale;
              const plot = places.findIndex(([left, top, right, bottom]) => x >= left && x < right && y >= top && y <= bottom);
              if (plot < 0) return clear();
              const [left, top, right, bottom] = places[plot], at = valueOf(read, (x - left) / (right - left));
              cursor.setAttribute('d', 'M' + x + ' ' + top + 'V' + bottom);
              tell(figure, output, event, read.label + ' ' + labelOf(read, at),
                read.plots[plot].filter(trace => trace.x.length).map(trace => {
                  const i = nearest(trace.x, at), isFar = Math.abs(placeOf(read, trace.x[i]) - placeOf(read, at)) > .02;
                  return [trace.name + (isFar ? ' at ' + labelOf(read, trace.x[i]) : ''), trace.y[i]];
                }));
            });
          }
        }
        for (const figure of document.querySelectorAll('figure[data-read]')) {
          const read = JSON.parse(figure.dataset.read), output = figure.querySelector('output'), off = new Set();
          let from = 0, to = 1; // the shown part of the axis
          const value = at => valueOf(read, at), label = at => labelOf(read, at), place = at => placeOf(read, at);
          const charts = [...figure.querySelectorAll('svg.chart')].map(svg => {
            const left = +svg.dataset.left, right = +svg.dataset.right, cursor = element('path', {class: 'cursor'});
            const chosen = element('path', {class: 'chosen'}), ticks = element('g', {class: 'muted'});
            svg.append(ticks, chosen, cursor);
            const at = event => {
              const area = svg.getBoundingClientRect();
              return ((event.clientX - area.left) * svg.viewBox.baseVal.width / area.width - left) / (right - left);
            };
            const column = (one, two) => 'M' + (left + one * (right - left)) + ' ' + svg.dataset.top + 'V' + svg.dataset.bottom
              + (two === undefined ? '' : 'H' + (left + two * (right - left)) + 'V' + svg.dataset.top + 'Z');
            const plots = svg.querySelectorAll('.plot');
            const isIn = (panel, event) => {
              const area = plots[panel].getBoundingClientRect();
              return event.clientY >= area.top && event.clientY <= area.bottom;
            };
            return {svg, left, right, cursor, chosen, ticks, at, column, isIn};
          });
          const draw = () => {
            const whole = from === 0 && to === 1;
            all.hidden = whole;
            for (const {svg, left, right, ticks} of charts) {
              const wide = right - left;
              svg.classList.toggle('zoomed', !whole);
              for (const plot of svg.querySelectorAll('.plot'))
                plot.setAttribute('viewBox', [left + from * wide, plot.dataset.top, (to - from) * wide, plot.dataset.high].join(' '));
              for (const mark of svg.querySelectorAll('[data-at]')) {
                const shown = (+mark.dataset.at - from) / (to - from), back = shown > .6;
                mark.style.display = shown < 0 || shown > 1 ? 'none' : '';
                if (!whole) mark.setAttribute('text-anchor', back ? 'end' : 'start');
                else if (mark.dataset.anchor) mark.setAttribute('text-anchor', mark.dataset.anchor);
                else mark.removeAttribute('text-anchor');
                mark.setAttribute('x', whole ? mark.dataset.x : left + shown * wide + (back ? -5 : 5));
              }
              ticks.replaceChildren();
              if (whole) continue;
              const count = wide > 500 ? 8 : 4, low = value(from), high = value(to), at = [];
              if (read.log) for (let i = 0; i <= count; i++) at.push(value(from + (to - from) * i / count));
              else {
                const rough = (high - low) / count, power = Math.pow(10, Math.floor(Math.log10(rough)));
                const step = [1, 2, 5, 10].map(each => each * power).find(each => each >= rough);
                for (let i = Math.ceil(low / step); i * step <= high + 1e-9; i++) at.push(i * step);
              }
              for (const each of at) {
                const x = left + (place(each) - from) / (to - from) * wide;
                ticks.append(element('text', {x, y: +svg.dataset.bottom + 18, 'text-anchor': 'middle'},
                  label(each)));
              }
            }
          };
          const all = document.createElement('button'), showAll = () => { from = 0; to = 1; draw(); };
          all.textContent = 'Show all';
          all.className = 'all';
          all.hidden = true;
          all.addEventListener('click', showAll);
          figure.append(all);
          const clear = () => {
            for (const chart of charts) { chart.cursor.removeAttribute('d'); chart.chosen.removeAttribute('d'); }
            output.replaceChildren();
          };
          const show = (chart, event) => {
            const shown = chart.at(event);
            if (shown < 0 || shown >= 1) return clear();
            const at = value(from + shown * (to - from));
            chart.cursor.setAttribute('d', chart.column(shown));
            const title = read.seconds ? 'second ' + Math.floor(at) : read.label + ' ' + label(at);
            const heat = (read.heats || []).find(each => chart.isIn(each.panel, event));
            if (heat) return tell(figure, output, event, heat.name + ', ' + title, cells(heat, Math.floor(at)));
            tell(figure, output, event, title,
              read.traces.filter(trace => !off.has(trace.key))
                .map(trace => [trace.name, trace.y[trace.x ? nearest(trace.x, at) : Math.floor(at)]]));
          };
          for (const chart of charts) {
            const {svg} = chart;
            let start = null; // where a drag began; a finger that goes up or down scrolls the page instead
            svg.setAttribute('role', 'group'); // its names are buttons now
            svg.addEventListener('pointerleave', clear);
            svg.addEventListener('pointerdown', event => {
              show(chart, event);
              if (event.button !== 0 || event.target.closest('.key')) return;
              start = chart.at(event);
              if (start < 0 || start > 1) start = null;
              else { svg.setPointerCapture(event.pointerId); event.preventDefault(); }
            });
            svg.addEventListener('pointermove', event => {
              show(chart, event);
              const end = Math.min(1, Math.max(0, chart.at(event)));
              if (start !== null) chart.chosen.setAttribute('d', chart.column(Math.min(start, end), Math.max(start, end)));
            });
            svg.addEventListener('pointerup', event => {
              if (start === null) return;
              const end = Math.min(1, Math.max(0, chart.at(event))), low = Math.min(start, end), high = Math.max(start, end);
              start = null;
              chart.chosen.removeAttribute('d');
              if ((high - low) * (chart.right - chart.left) < (event.pointerType === 'touch' ? 16 : 5)) return; // a click
              [from, to] = [from + low * (to - from), from + high * (to - from)];
              draw();
            });
            svg.addEventListener('pointercancel', () => { start = null; clear(); });
            svg.addEventListener('dblclick', showAll);
            for (const key of svg.querySelectorAll('.key')) {
              const toggle = () => {
                const which = +key.dataset.key;
                if (!off.delete(which)) off.add(which);
                for (const each of figure.querySelectorAll('[data-key="' + which + '"]')) {
                  each.classList.toggle('off', off.has(which));
                  if (each.matches('.key')) each.setAttribute('aria-pressed', !off.has(which));
                }
              };
              for (const [name, text] of [['role', 'button'], ['tabindex', '0'], ['aria-pressed', 'true']]) key.setAttribute(name, text);
              key.addEventListener('click', toggle);
              key.addEventListener('keydown', event => {
                if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); toggle(); }
              });
            }
          }
        }
        const charted = document.querySelector('figure[data-read]');
        if (charted) {
          const hint = document.createElement('p');
          hint.className = 'hint';
          hint.textContent = 'In each chart: drag across it to zoom; click or tap a name to hide it.';
          charted.before(hint);
        }
        """;

    private PageScript() {}
}
