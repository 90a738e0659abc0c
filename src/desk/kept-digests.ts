/**
 * Files are archives: whatever they once said is old news for good, in whatever order they are read again. A feed or a push
 * tells the present, where going back to a former text is a change.
 */
export const keepsEveryDigest = (channel: string): boolean => channel.startsWith('files:')
