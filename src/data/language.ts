/** The languages that documents, conversations and questions are made in. */
export type Language = 'en' | 'zh'
