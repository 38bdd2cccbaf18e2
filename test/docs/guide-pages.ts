/** A small site and a mailbox, as the guide to cleaning finds them: articles, one of them twice, a list of links, letters. */
const menu = '<nav><a href="/">Home</a> <a href="/about">About us</a> <a href="/contact">Contact</a></nav>'
const page = (title: string, ...paragraphs: readonly string[]) =>
  `<!doctype html><html><head><title>${title}</title></head><body>${menu}<main><h1>${title}</h1>${paragraphs
    .map(text => `<p>${text}</p>`)
    .join('')}</main><footer>All rights reserved. Cookie settings.</footer></body></html>`

const tea = [
  'Green tea wants water that has stopped boiling. Pour it into the pot, wait for a minute, and only then add the leaves, because water that is too hot makes them bitter.',
  'The second pot is the best one. The leaves have opened by then, and what was sharp in the first cup is gone. Most people throw the leaves away too soon, and with them the better half of the tea.',
  'Keep the leaves in a tin that closes well. Light and air take the smell out of them within weeks, and no water brings it back.',
]
const ferry = [
  'The ferry to the island leaves at seven in the morning and comes back at dusk. In winter it goes only twice a week, and when there is fog it does not go at all.',
  'Buy the ticket on board. The old man who sells it will ask where you are going, although there is only one island, and he will tell you which of the two paths to take.',
  'The path along the shore is longer and has more wind. The other one leads through the wood, past a spring from which you can drink.',
]
const chinese = [
  '这座小镇建在河的两岸，中间只有一座石桥。每天早上，卖菜的人从桥的那一头过来，把担子放在桥边，太阳升起来的时候，桥上就已经站满了人。',
  '桥下的水很清，孩子们夏天在那里游泳。老人们说，从前发大水的时候，水曾经漫过桥面，可是桥没有倒，因为造桥的人把石头一块一块地咬合在一起。',
  '后来镇上又修了一座新桥，汽车都从那里走，石桥就安静了下来。我每次回家，还是愿意从石桥上走过去，听一听水的声音。',
]

const letter = `From ann@brightwell.org Mon Mar  4 10:00:00 2024
From: Ann <ann@brightwell.org>
To: Tom <tom@brightwell.org>
Date: Mon, 04 Mar 2024 10:00:00 +0000
Subject: The house
Content-Type: text/plain; charset=utf-8

Dear Tom, we have been in the house for a week now and it is as cold as you said it would be. The stove works when the wind comes from the west, and when it does not we sit in the kitchen with our coats on. Still, the view over the bay makes up for all of it, and in the evening the light is so clear that we can see the ferry from the window long before we hear it. Write to me at ann@brightwell.org.

`

/** Files by their place in the folder. */
export const pageFiles: Readonly<Record<string, string>> = {
  'pages/tea.html': page('Tea', ...tea),
  'pages/tea-print.html': page('Tea', ...tea.with(2, `${tea[2]} That is all.`)),
  'pages/ferry.html': page('The ferry', ...ferry),
  'pages/bridge.html': page('石桥', ...chinese),
  'pages/sitemap.html': page('All pages', '<a href="/tea">Tea</a>, <a href="/ferry">The ferry</a>'),
  'mail/inbox.mbox': letter,
}
