/*
 * Two customers who are one: everything of the one becomes the other's, whatever domain keeps it. The row of the merged one
 * stays and leads to the other, so that old codes, links, webhooks and IDs go on meaning somebody.
 */
export { mergeCustomers, type MergedCustomer } from './mergeCustomers';
export type { MergeOrder } from './mergeable';
