// Sets the remembered theme and size of text before the first paint; everything else of both is in shared/theme.ts.
document.documentElement.dataset.theme = localStorage.getItem('fireside.theme') ?? 'system'
document.documentElement.style.fontSize = `${localStorage.getItem('fireside.text_size') ?? 100}%`
