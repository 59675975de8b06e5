// The mark of Fireside.
export function Ember({ className = '' }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={className}>
      <path
        className="fill-ember"
        d="M12.7 1.8c.5 3-.6 4.7-2.3 6.6C8.3 10.7 5.5 12.4 5.5 16a6.5 6.5 0 0 0 13 0c0-2.3-1-4.2-2.2-5.8-.3 1.3-.9 2.2-1.9 2.8.6-4-.1-8.2-1.7-11.2Z"
      />
      <path
        fill="#ffd9b8"
        d="M12.2 13.2c.2 1.5-.4 2.2-1.2 3-.7.7-1.2 1.3-1.2 2.3a2.3 2.3 0 0 0 4.6 0c0-1-.4-1.7-.9-2.3-.1.4-.3.7-.6.9.2-1.4-.1-2.9-.7-3.9Z"
      />
    </svg>
  )
}
