// Sets the remembered theme before the first paint; everything else of the theme is in shared/theme.ts.
document.documentElement.dataset.theme = localStorage.getItem('fireside.theme') ?? 'system'
