/** Looks of the page. */
export const style = `
:root { color-scheme: light; font: 16px/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fffdf9; }
h1 small { color: #777; font-weight: normal; font-size: 60%; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #ddd; }
nav { float: right; } nav button { font: inherit; margin-left: .3rem; }
html[data-language=en] main[lang=zh], html[data-language=zh] main[lang=en] { display: none; }
.facts, small { color: #777; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; } td, th { text-align: left; vertical-align: top; padding: .25rem .7rem .25rem 0; border-bottom: 1px solid #eee; }
figure { margin: 0; overflow-x: auto; }
.legend span::before { content: ""; display: inline-block; width: .9em; height: .9em; margin-right: .3em; background: var(--colour); vertical-align: -.1em; }
.legend span { margin-right: 1rem; }
.tokens i { font-style: normal; background: #eee6d6; border-radius: 3px; padding: 0 .2em; margin-right: 2px; white-space: pre; }
.right { color: #3b7a57; } .wrong { color: #b3382c; }
`

/** Switches between the languages. */
export const script = `
const show = language => { document.documentElement.dataset.language = language; document.documentElement.lang = language };
for (const button of document.querySelectorAll('[data-to]')) button.onclick = () => show(button.dataset.to);
if (navigator.language.startsWith('zh')) show('zh');
`
