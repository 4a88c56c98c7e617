/** The mark by which a desk knows the ids it minted itself. Its value is keyed: only the desk can make one or tell whether it did. */

/** Every keyed token starts so, in lower case. Short, that a header line need not be folded within the id. */
export const tokenPrefix = 'cord-'
