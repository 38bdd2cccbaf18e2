import type { Clusters, Language } from '../../data/index.ts'
import { escapeHtml, table } from '../markup.ts'
import { percent } from '../percent.ts'
import { style as common, script } from '../style.ts'
import { languageNames } from '../texts.ts'
import { changesBetween } from './changes.ts'
import type { InspectedFilter, Inspection } from './facts.ts'
import { clusterPlot, funnelPlot, languagePlot, lengthPlot } from './plots.ts'
import { style } from './style.ts'
import { type TextKey, texts } from './texts.ts'

const languages: readonly Language[] = ['en', 'zh']

/** What the cleaning of a data folder did, as one HTML page that opens offline: both languages, a button between them. */
export function inspectionHtml(inspection: Inspection): string {
  return `<!doctype html>
<html lang="en" data-language="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(inspection.name)} · ${texts.title.en} · ${texts.title.zh}</title>
<style>${common}${style}</style>
</head>
<body>
<nav>${languages.map(language => `<button data-to="${language}">${languageNames[language][language]}</button>`).join('')}</nav>
${languages.map(language => `<main lang="${language}">${body(inspection, language)}</main>`).join('\n')}
<script>${script}</script>
</body>
</html>
`
}

type Say = (key: TextKey) => string

function body(inspection: Inspection, language: Language): string {
  const say: Say = key => texts[key][language]
  const { collected, kept, filters } = inspection
  const grouped = filters.filter(({ clusters }) => clusters && Object.keys(clusters.sizes).length > 0)
  return [
    `<h1>${escapeHtml(inspection.name)} <small>${say('title')}</small></h1>`,
    headline(inspection, say),
    `<h2>${say('funnel')}</h2><p>${say('funnelNote')}</p>`,
    '<div class="pair">',
    figure(say('documents'), funnelPlot(inspection, 'documents', language)),
    figure(say('bytes'), funnelPlot(inspection, 'bytes', language)),
    '</div>',
    funnelTable(filters, say),
    skipped(inspection, say),
    '<div class="pair">',
    figure(say('languages'), languagePlot(inspection, language)),
    figure(say('lengths'), lengthPlot(inspection, language), say('lengthsNote')),
    '</div>',
    ...grouped.map(({ name, clusters }) => clusterSection(name, clusters!, language, say)),
    `<h2>${say('filters')}</h2><p>${say('filtersNote')}</p>`,
    ...filters.map(filter => filterSection(filter, say)),
    `<h2>${say('sources')}</h2>`,
    table(
      [say('source'), say('documents'), say('characters')],
      Object.entries(inspection.sources).map(([uri, { documents, characters }]) => [
        `<code>${escapeHtml(uri)}</code>`,
        whole(documents),
        whole(characters),
      ]),
    ),
    `<p class="facts">${bytes(collected.textBytes)} → ${bytes(kept.textBytes)} ${say('text')}</p>`,
  ].join('\n')
}

function headline({ collected, kept, train, validation }: Inspection, say: Say): string {
  const share = percent(kept.documents / Math.max(1, collected.documents))
  const shareOfText = percent(kept.textBytes / Math.max(1, collected.textBytes))
  const card = (big: string, small: string) => `<div><b>${big}</b><span>${small}</span></div>`
  return `<div class="cards">${[
    card(share, `${whole(kept.documents)} ${say('of')} ${whole(collected.documents)} ${say('kept')}`),
    card(shareOfText, `${bytes(kept.textBytes)} ${say('of')} ${bytes(collected.textBytes)} ${say('text')}`),
    card(`${whole(train)} / ${whole(validation)}`, say('split')),
  ].join('')}</div>`
}

function figure(title: string, plot: string, note = ''): string {
  return `<figure><figcaption><b>${title}</b>${note && `<br><small>${note}</small>`}</figcaption>${plot}</figure>`
}

function funnelTable(filters: readonly InspectedFilter[], say: Say): string {
  return table(
    [say('filter'), say('seen'), say('rejected'), say('changed'), say('removed')],
    filters.map(({ name, seen, rejected, changed, rejectedBytes, cutBytes }) => [
      `<a href="#${anchor(name, say)}">${escapeHtml(name)}</a>`,
      whole(seen),
      rejected === 0 ? '0' : `${whole(rejected)} <small>${percent(rejected / Math.max(1, seen))}</small>`,
      whole(changed),
      bytes(rejectedBytes + cutBytes),
    ]),
  )
}

function skipped({ skipped }: Inspection, say: Say): string {
  const rows = Object.entries(skipped)
  if (rows.length === 0) return ''
  const list = rows.map(([reason, count]) => `${escapeHtml(reason)} ${whole(count)}`).join(' · ')
  return `<p class="facts">${say('skippedNote')}: ${list}</p>`
}

function filterSection({ name, rejected, changed, reasons, samples }: InspectedFilter, say: Say): string {
  if (rejected === 0 && changed === 0)
    return `<section id="${anchor(name, say)}"><h3>${escapeHtml(name)}</h3><p class="facts">${say('nothing')}</p></section>`
  const facts = [
    ...(rejected > 0 ? [`${say('rejected')} ${whole(rejected)}`] : []),
    ...(changed > 0 ? [`${say('changed')} ${whole(changed)}`] : []),
  ]
  return [
    `<section id="${anchor(name, say)}"><h3>${escapeHtml(name)} <small>${facts.join(' · ')}</small></h3>`,
    ...reasons.map(({ reason, count }, index) => {
      const shown = samples.rejected.filter(sample => sample.reason === reason)
      return [
        `<details${index === 0 ? ' open' : ''}><summary>${escapeHtml(reason)} <small>${whole(count)}</small></summary>`,
        ...shown.map(
          ({ id, text, value, detail }) =>
            `<blockquote>${shownText(text)}<footer><code>${escapeHtml(id)}</code>${value === undefined ? '' : ` · ${number(value)}`}${
              detail === undefined ? '' : ` · <code>${escapeHtml(detail)}</code>`
            }</footer></blockquote>`,
        ),
        '</details>',
      ].join('')
    }),
    ...(samples.changed.length === 0
      ? []
      : [
          `<details${reasons.length === 0 ? ' open' : ''}><summary>${say('changes')} <small>${whole(changed)}</small></summary>`,
          ...samples.changed.map(({ id, before, after }) => changedText(id, before, after, say)),
          '</details>',
        ]),
    '</section>',
  ].join('\n')
}

/** A text before and after, what differs marked in both. */
function changedText(id: string, before: string, after: string, say: Say): string {
  const stretches = changesBetween(before, after)
  const side = (own: 'before' | 'after', tag: 'del' | 'ins') =>
    stretches
      .filter(stretch => stretch.in === 'both' || stretch.in === own)
      .map(({ text, in: where }) => (where === 'both' ? shownText(text) : `<${tag}>${shownText(text)}</${tag}>`))
      .join('')
  return `<div class="change"><div><small>${say('before')}</small><p>${side('before', 'del')}</p></div><div><small>${say('after')}</small><p>${side('after', 'ins')}</p></div><footer><code>${escapeHtml(id)}</code></footer></div>`
}

function clusterSection(name: string, clusters: Clusters, language: Language, say: Say): string {
  return [
    `<h2>${say('clusters')} <small>${escapeHtml(name)}</small></h2><p>${say('clustersNote')}</p>`,
    `<figure>${clusterPlot(clusters, language)}</figure>`,
    `<h3>${say('largest')}</h3>`,
    ...clusters.largest.map(({ size, documents }) =>
      [
        `<details><summary>${whole(size)} <small>${shownText(documents[0]?.text.slice(0, 80) ?? '')}…</small></summary>`,
        ...documents.map(
          ({ id, text }, index) =>
            `<blockquote>${shownText(text)}<footer>${index === 0 ? `<b class="right">${say('stays')}</b>` : `<b class="wrong">${say('goes')}</b>`} <code>${escapeHtml(id)}</code></footer></blockquote>`,
        ),
        size > documents.length ? '<p>…</p>' : '',
        '</details>',
      ].join(''),
    ),
  ].join('\n')
}

/** Both languages are in one page: anchors must differ. */
function anchor(name: string, say: Say): string {
  return escapeHtml(`${name}-${say('filter')}`)
}

function shownText(text: string): string {
  return escapeHtml(text)
}

function whole(value: number): string {
  return value.toLocaleString('en')
}

function number(value: number): string {
  return String(Number(value.toPrecision(3)))
}

function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3))
  return `${Number((value / 1000 ** power).toPrecision(3))} ${units[power]}`
}
