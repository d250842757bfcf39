/** A person's own side of the vault, in their browser. */
export {}
