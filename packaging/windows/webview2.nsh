; Microsoft Edge WebView2, which shows the page: part of Windows 11, missing on some Windows 10. Fetched only when asked.

!define CLIENT "Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"
!define BOOTSTRAPPER "https://go.microsoft.com/fwlink/p/?LinkId=2124703"

; $R0 becomes the version that is there, or empty.
Function FindWebView2
  SetRegView 64
  ReadRegStr $R0 HKLM "SOFTWARE\WOW6432Node\${CLIENT}" "pv"
  ${If} $R0 == ""
    ReadRegStr $R0 HKLM "SOFTWARE\${CLIENT}" "pv"
  ${EndIf}
  ${If} $R0 == ""
    ReadRegStr $R0 HKCU "Software\${CLIENT}" "pv"
  ${EndIf}
  ${If} $R0 == "0.0.0.0"
    StrCpy $R0 ""
  ${EndIf}
FunctionEnd

Function OfferWebView2
  Call FindWebView2
  ${If} $R0 != ""
    Return
  ${EndIf}
  ${If} ${Silent}
    ${GetParameters} $0
    ClearErrors
    ${GetOptions} $0 "/WEBVIEW2" $1
    ${If} ${Errors}
      Return ; Fireside says at its start what is missing
    ${EndIf}
  ${Else}
    MessageBox MB_YESNO|MB_ICONQUESTION "$(WEBVIEW2)" IDYES +2
    Return
  ${EndIf}
  DetailPrint "$(WEBVIEW2_COMES)"
  ; Windows has curl since 2018.
  nsExec::Exec '"$SYSDIR\curl.exe" --proto =https --fail --silent --location --output "$PLUGINSDIR\WebView2.exe" "${BOOTSTRAPPER}"'
  Pop $0
  ${If} $0 == 0
    ExecWait '"$PLUGINSDIR\WebView2.exe" /silent /install' $0
  ${EndIf}
  Call FindWebView2
  ${If} $R0 == ""
  ${AndIfNot} ${Silent}
    MessageBox MB_YESNO|MB_ICONEXCLAMATION "$(WEBVIEW2_FAILED)" IDYES +2
    Return
    ExecShell "open" "${BOOTSTRAPPER}"
  ${EndIf}
FunctionEnd
