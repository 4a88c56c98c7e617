// Runs before the first paint, so a chosen theme or language never flashes the other one. A file, because the page's policy forbids inline code.
;(function () {
  try {
    const theme = localStorage.getItem('cordboard.theme')
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
    const locale = localStorage.getItem('cordboard.locale')
    if (locale) document.documentElement.lang = locale
  } catch (storageRefused) {
    document.documentElement.dataset.storage = String(storageRefused)
  }
})()
