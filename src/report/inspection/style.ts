/** Looks of the page about cleaned data, beside those of every page. */
export const style = `
svg { max-width: 100%; height: auto; }
.cards { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1.2rem 0; }
.cards div { flex: 1 1 12rem; padding: .8rem 1rem; background: #f3eee3; border-radius: 8px; }
.cards b { display: block; font-size: 1.6rem; } .cards span { color: #666; font-size: 14px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem 2rem; margin: 1rem 0; }
figure figcaption { margin-bottom: .3rem; }
section { margin-bottom: 1.4rem; } h3 small, summary small, h2 small { color: #777; font-weight: normal; }
details { border-top: 1px solid #eee; padding: .35rem 0; } summary { cursor: pointer; }
blockquote, .change { margin: .6rem 0; padding: .6rem .9rem; background: #f8f5ee; border-radius: 6px; font-size: 14px; }
blockquote, .change p { white-space: pre-wrap; overflow-wrap: anywhere; }
blockquote footer, .change footer { color: #777; margin-top: .4rem; font-size: 12px; overflow-wrap: anywhere; }
.change { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.2rem; } .change p { margin: .1rem 0; } .change footer { grid-column: 1 / -1; }
del { background: #fadcd6; color: #8c2317; } ins { background: #d5ecdd; color: #1d5a39; text-decoration: none; }
code { font-size: 12px; }
@media (max-width: 40rem) { body { margin: 1rem auto; } .change { grid-template-columns: 1fr; } }
`
