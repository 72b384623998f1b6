import { useEffect } from "react";

/**
 * Takes the place of the package `react-style-singleton`, which puts its rules into a `<style>` element; the page's
 * content policy refuses those. A constructed style sheet does the same and needs no exception.
 *
 * Returns a component that applies the text in `styles` once, however often it is mounted.
 */
export function styleSingleton() {
  const sheet = new CSSStyleSheet();
  let mounted = 0;

  function mount(styles) {
    if (mounted === 0) {
      sheet.replaceSync(styles);
      document.adoptedStyleSheets.push(sheet);
    }
    mounted += 1;
    return unmount;
  }

  function unmount() {
    mounted -= 1;
    if (mounted === 0) {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((adopted) => adopted !== sheet);
    }
  }

  return function StyleSheet({ styles }) {
    useEffect(() => mount(styles), [styles]);
    return null;
  };
}
