/** A string or number that is not to be mixed up with another: `Brand<string, 'ProductId'>`. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name }
