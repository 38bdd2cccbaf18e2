#!/usr/bin/env node
// Nothing in this file may need a recent Node: it has to reach the sentence below in any of them.
const required = 24
const found = process.versions.node

if (Number(found.split('.')[0]) < required) {
  console.error(
    `Instar needs Node ${required} or newer; this is Node ${found}. Inside the checkout, npm run and npx use the right one.`,
  )
  console.error(
    `Instar 需要 Node ${required} 或更新版本，当前是 Node ${found}。在项目目录内用 npm run 或 npx 即会使用正确的版本。`,
  )
  process.exitCode = 1
} else {
  const { main } = await import('./program.ts')
  process.exitCode = await main(process.argv.slice(2), process)
}
