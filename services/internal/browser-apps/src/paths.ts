const PATH = /^\/(?:users|keys|tokens|models|health|version|relay)(?:\/|$)/

/** Whether a path belongs to browser-app mode, so that pages of other origins may call it and errors are plain sentences. */
export const isBrowserAppPath = (path: string): boolean => PATH.test(path)
