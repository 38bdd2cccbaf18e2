/**
 * What is never, or hardly ever, main text: rules as data, generic for the web, none for a site. Names that authors give
 * (ids, classes, roles) are taken apart into words first.
 */

/** Words in an id or class that say "not the text of this page". */
const furniture =
  /^(?:.*nav|nav.*|navigation|.*menu|.*menus|breadcrumbs?|sidenav|.*footer|foot|footers?|masthead|topbar|.*toolbar|pagination|pager|paging|prevnext|share|sharing|sharebar|social|socials|addthis|cookies?|consent|gdpr|adverts?|advertisement|advertising|ads?|adsense|adslot|sponsor|sponsored|promo|promos|promotion|newsletter|subscribe|subscription|signup|login|signin|paywall|popup|modal|lightbox|skip|skiplink|skiplinks|toc|tableofcontents|catlinks|editsection|noprint|headerlink|permalink|sitelinks|outbrain|taboola|disqus|recommendations?|trending|mostread)$/

/** Words that often say so: believed of what is short or mostly links. */
const suspect =
  /^(?:header|heads?|banner|top|bottom|related.*|comments?|respond|reply|replies|tags?|tagline|categories|meta|metadata|postmeta|byline|author|widgets?|links|copyright|legal|disclaimer|search|searchbox|searchform|sub|utility|utilities|rail|secondary|complementary|subnav|archive|feedback|rating|ratings|vote|votes|print|controls|language|languages|switcher|login|logo|brand|branding|license|licence|debug)$/

/** Words for what stands beside the text: a box of the text where it stands between paragraphs, furniture elsewhere. */
const beside = /^(?:.*sidebar|aside)$/

/** Classes of inline elements that hold marks for the reader's mouse, or a text for screen readers only. */
const inlineMarks =
  /^(?:headerlink|headeranchor|permalink|anchorjs|anchorlink|editsection|sronly|visuallyhidden|screenreadertext|noprint|copybutton|copybtn)$/

const roles: ReadonlySet<string> = new Set(
  'navigation banner contentinfo search menu menubar dialog alertdialog toolbar tablist tooltip doc-toc'.split(' '),
)

type Verdict = 'furniture' | 'beside' | 'suspect' | undefined

const verdicts = new Map<string, Verdict>()

/** What the id, class and role of a block say about it. */
export function verdictOfNames(attributes: Readonly<Record<string, string>>): Verdict {
  const { id = '', class: classes = '', role = '' } = attributes
  if (roles.has(role)) return 'furniture'
  if (id === '' && classes === '') return undefined
  const names = `${id} ${classes}`
  let verdict = verdicts.get(names)
  if (verdict === undefined && !verdicts.has(names)) {
    verdict = verdictOf(names)
    if (verdicts.size > 5000) verdicts.clear()
    verdicts.set(names, verdict)
  }
  return verdict
}

function verdictOf(names: string): Verdict {
  let verdict: Verdict
  for (const word of wordsOf(names)) {
    if (furniture.test(word)) return 'furniture'
    if (beside.test(word)) verdict = 'beside'
    else if (suspect.test(word)) verdict ??= 'suspect'
  }
  return verdict
}

/** `siteNav main-menu t-navbar` -> site, nav, sitenav, main, menu, mainmenu, … */
function wordsOf(names: string): string[] {
  return names.split(/\s+/).flatMap(name => {
    if (name.length > 60) return []
    const words = name
      .replace(/([a-z])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .split(/[^a-z]+/)
      .filter(Boolean)
    return words.length > 1 && words.length < 4 ? [...words, words.join('')] : words
  })
}

const marks = new Map<string, boolean>()

/** Whether an inline element is a mark for the reader's mouse rather than text. */
export function isInlineMark({ class: classes = '' }: Readonly<Record<string, string>>): boolean {
  if (classes === '') return false
  let isMark = marks.get(classes)
  if (isMark === undefined) {
    isMark = classes.split(/\s+/).some(name => inlineMarks.test(name.replace(/[-_]/g, '').toLowerCase()))
    if (marks.size > 5000) marks.clear()
    marks.set(classes, isMark)
  }
  return isMark
}

/** Whether an element is hidden where it stands: attributes only, style sheets are not read. */
export function isHidden(attributes: Readonly<Record<string, string>>): boolean {
  if ('hidden' in attributes || attributes['aria-hidden'] === 'true') return true
  const { style } = attributes
  return style !== undefined && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style)
}

/** Headings above lists of other pages. */
export const headingOfOthers =
  /^(?:related(?: \w+)?|more (?:from|on|in|stories|articles)\b.*|read (?:more|next)|you (?:may|might) (?:also )?like.*|recommended.*|share(?: this)?.*|most (?:read|popular).*|trending.*|latest (?:news|posts|articles)|recent (?:posts|comments|articles)|popular (?:posts|articles)|categories|tags|archives?|navigation|leave a (?:reply|comment).*|(?:\d+ )?comments?|newsletter|follow us|advertisement|相关(?:文章|阅读|推荐|新闻|链接)|推荐(?:阅读|文章)?|延伸阅读|热门.*|最新(?:文章|评论|新闻)|分享.*|评论.*|發表.*|发表评论|相關(?:文章|閱讀|新聞)|標籤|标签|上一篇.*|下一篇.*)[:：]?$/i

/** Short lines that stand under or above a text and are not of it. */
export const lineOfFurniture =
  /^(?:(?:©|\(c\)|copyright)(?=\W).*|.*\ball rights reserved\b.*|版权所有.*|版權所有.*|.*保留所有权利.*|skip to .*|back to top|top of page|返回顶部|打印本页|advertisement|subscribe|(?:previous|next|prev|up|home|index|contents)(?: (?:page|chapter|post|article|topic|section))?|上一[页篇章]|下一[页篇章]|log ?in|sign (?:in|up)|share|tweet|print|\[?edit\]?)[\s:|»«›‹→←]*$/i
