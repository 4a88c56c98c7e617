/** Where the API lies. Not imported from the contract, which would bring its schemas into the browser. */
export const apiPrefix = '/api/v1'
