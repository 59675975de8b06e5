; The installer for Windows: for one person, without an administrator. installer.py compiles it and passes the defines.
;
;   FiresideSetup.exe /S [/PORTABLE] [/DATA=folder] [/WEBVIEW2] [/DOWNGRADE] [/NOTEST] [/RUN] [/D=folder, last, unquoted]
;   uninstall.exe     /S [/REMOVEDATA]
;
;   /S          ask nothing
;   /PORTABLE   one folder, nothing in the registry or the start menu
;   /DATA=      where threads and models lie
;   /WEBVIEW2   fetch Microsoft's web view when it is missing
;   /DOWNGRADE  replace a newer version
;   /NOTEST     let the new version not try itself (15 seconds or less)
;   /RUN        open Fireside afterwards: the old one when the new one failed
;   /REMOVEDATA threads, models and settings go, too
;
; Exit codes: 0 done, 1 cancelled, 2 failed (what was there before is kept), 3 Fireside is open and did not close,
; 4 a newer version is there, 5 not for this computer, 6 its self-test failed (what was there before is kept).

Unicode true
Target ${TARGET}

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include x64.nsh

!define APP "Fireside"
!define EXE "fireside.exe"
!define UNKEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${APP}"
!define CLASSES "Software\Classes"

Name "${APP}"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\${APP}"
InstallDirRegKey HKCU "${UNKEY}" "InstallLocation"
ManifestDPIAware true
ManifestSupportedOS Win10
SetCompressor /SOLID lzma
SetCompressorDictSize 64
BrandingText "${APP} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION4}"
VIAddVersionKey "ProductName" "${APP}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${APP} Setup"
VIAddVersionKey "LegalCopyright" "The Fireside authors"

!ifdef SIGN
  !finalize '${SIGN} "%1"'
  !uninstfinalize '${SIGN} "%1"'
!endif

Var Portable ; 1: everything in one folder
Var Data     ; where threads and models shall lie; empty: where they lie by themselves
Var Error    ; what a step that failed wants to be told by
Var Size     ; of the program, in KB
Var RemoveData ; ${BST_CHECKED}: threads and models go, too

!include "parts.nsh" ; made by installer.py: what lies at the top of the program's folder
!include "running.nsh"
!include "data.nsh"
!include "webview2.nsh"
!include "files.nsh"
!include "registry.nsh"
!include "wizard.nsh"
!include "words.nsh"

Function .onInit
  !if ${ARCH} == x64
    ${IfNot} ${RunningX64}
      MessageBox MB_ICONSTOP "$(NOT_HERE)" /SD IDOK
      SetErrorLevel 5
      Quit
    ${EndIf}
  !else
    ${IfNot} ${IsNativeARM64}
      MessageBox MB_ICONSTOP "$(NOT_HERE)" /SD IDOK
      SetErrorLevel 5
      Quit
    ${EndIf}
  !endif
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_ICONSTOP "$(NOT_HERE)" /SD IDOK
    SetErrorLevel 5
    Quit
  ${EndIf}
  ${GetParameters} $0
  ${GetOptions} $0 "/DATA=" $Data
  ClearErrors
  ${GetOptions} $0 "/PORTABLE" $1
  ${IfNot} ${Errors}
    StrCpy $Portable 1
  ${EndIf}
  ClearErrors
FunctionEnd

Section "" PROGRAM
  SectionGetSize ${PROGRAM} $Size
  ${If} ${FileExists} "$INSTDIR\portable"
    StrCpy $Portable 1 ; what was portable stays so
  ${EndIf}
  Call RefuseOlder
  Call CloseRunning
  !insertmacro Unpack
  ${If} $Portable == 1
    FileOpen $0 "$INSTDIR\portable" w
    FileClose $0
  ${Else}
    Call LeaveOldFolder
    Call Register
    Call PointToData
  ${EndIf}
  Call OfferWebView2
  Call Open
  SetErrorLevel 0
SectionEnd

Section "Uninstall"
  Call un.CloseRunning
  Call un.RemoveData ; first: the words about what stays need the folder that points to it
  !insertmacro PARTS RemovePart
  RMDir /r "$INSTDIR\.old"
  RMDir /r "$INSTDIR\.new"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only when nothing else lies there
  Call un.Unregister
  SetErrorLevel 0
SectionEnd
