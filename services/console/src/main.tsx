/** The web app. */
export {}
