/**
 * News between the processes of this installation: what has just happened to an account, for whoever has a page open. Carries
 * copies only, over Redis' publish and subscribe: what is missed is missed, and whoever needs it asks the database.
 *
 * Invariant: a listener hears of its own account and of no other; nothing waits for the news to be heard.
 */
export { News, newsChannel } from './news.redis.js'
