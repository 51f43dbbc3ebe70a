/** The operations this host adds to ImKit's own; ChatOperations.cs has the same numbers. */
export const ChatOp = Object.freeze({ whoIsOnline: 100, presenceChanged: 101, loungeSay: 110, loungeEmoji: 111, loungeMembers: 112 });

export const LOUNGE = 'lounge';
export const LOUNGE_EMOJIS = ['👏', '❤️', '😂', '🎉', '🔥', '👋'];
