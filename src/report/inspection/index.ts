export { type Inspection, inspectData } from './facts.ts'
export { inspectionHtml } from './html.ts'
