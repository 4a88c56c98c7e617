/** The mark by which a desk knows the ids it minted itself. Its value is keyed: only the desk can make one or tell whether it did. */

/** Every keyed token starts so, in lower case; nobody else's ids do by accident. */
export const tokenPrefix = 'cordboard-'
