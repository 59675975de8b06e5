#!/usr/bin/env bash
# Signs Fireside.app or its disk image, and lets Apple look at the image (notarising), as far as there are secrets.
#
#   packaging/macos/sign.sh app   dist/Fireside.app
#   packaging/macos/sign.sh image dist/fireside-0.2.0-macos-arm64.dmg
#
# MACOS_CERTIFICATE   the Developer ID certificate with its key (.p12), in base64; MACOS_CERTIFICATE_PASSWORD opens it
# NOTARY_KEY          an App Store Connect key (.p8), in base64; NOTARY_KEY_ID and NOTARY_ISSUER say whose it is
#
# Without a certificate the app is signed ad hoc: Macs with Apple's processors start nothing that is not signed at all.
# The person then has to allow it once, in System Settings, Privacy & Security.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
made=$(mktemp -d)
keychain=$made/fireside.keychain-db
list=()

tidy() {
  if [ ${#list[@]} -gt 0 ]; then
    security list-keychains -d user -s "${list[@]}"
    security delete-keychain "$keychain"
  fi
  rm -rf "$made"
}
trap tidy EXIT

# A keychain of its own, so that the certificate is nowhere once we are done. Prints the name of who signs.
unlock() {
  local password line
  password=$(uuidgen)
  printf %s "$MACOS_CERTIFICATE" | base64 --decode >"$made/certificate.p12"
  security create-keychain -p "$password" "$keychain"
  while read -r line; do list+=("${line//\"/}"); done < <(security list-keychains -d user)
  security list-keychains -d user -s "$keychain" "${list[@]}"
  security set-keychain-settings -lut 3600 "$keychain"
  security unlock-keychain -p "$password" "$keychain"
  security import "$made/certificate.p12" -k "$keychain" -P "${MACOS_CERTIFICATE_PASSWORD:-}" -T /usr/bin/codesign
  security set-key-partition-list -S apple-tool:,apple: -s -k "$password" "$keychain" >/dev/null
  identity=$(security find-identity -v -p codesigning "$keychain" | awk '/Developer ID Application/ { print $2; exit }')
  [ -n "$identity" ] || { echo "sign: the certificate is no Developer ID Application." >&2; exit 1; }
}

if [ -n "${MACOS_CERTIFICATE:-}" ]; then
  unlock
  how=(--force --timestamp --options runtime --sign "$identity" --keychain "$keychain")
else
  echo "sign: no certificate, so ad hoc"
  how=(--force --sign -)
fi

sign_app() {
  local app=$1 file
  # From the inside out: what holds others is signed after them.
  while IFS= read -r -d '' file; do
    if file -b "$file" | grep -q 'Mach-O'; then
      codesign "${how[@]}" --entitlements "$here/entitlements.plist" "$file"
    fi
  done < <(find "$app/Contents" -type f \( -perm -u+x -o -name '*.dylib' -o -name '*.so' \) -print0)
  while IFS= read -r -d '' file; do
    codesign "${how[@]}" "$file"
  done < <(find "$app/Contents" -depth -type d -name '*.framework' -print0)
  codesign "${how[@]}" --entitlements "$here/entitlements.plist" "$app"
  codesign --verify --deep --strict --verbose=1 "$app"
}

sign_image() {
  local image=$1
  codesign "${how[@]}" "$image"
  if [ -z "${NOTARY_KEY:-}" ]; then
    echo "sign: no key for Apple's notaries, so $image is not notarised"
    return
  fi
  printf %s "$NOTARY_KEY" | base64 --decode >"$made/notary.p8"
  xcrun notarytool submit "$image" --wait \
    --key "$made/notary.p8" --key-id "$NOTARY_KEY_ID" --issuer "$NOTARY_ISSUER"
  xcrun stapler staple "$image"
  spctl --assess --type open --context context:primary-signature --verbose "$image"
}

case "${1:-}" in
  app) sign_app "$2" ;;
  image) sign_image "$2" ;;
  *) sed -n '2,6p' "$0" >&2; exit 2 ;;
esac
