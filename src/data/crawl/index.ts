export { type CrawlOptions, type CrawlProgress, type CrawlResult, crawl } from './crawl.ts'
