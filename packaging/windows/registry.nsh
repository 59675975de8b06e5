; What Windows is told: the start menu, "Open with Fireside" for .gguf, links of fireside://, and how to remove it all.

; Refuse to replace a newer version: what it has written, this one may not be able to read.
Function RefuseOlder
  ${If} $Portable == 1
    Return
  ${EndIf}
  ReadRegStr $0 HKCU "${UNKEY}" "DisplayVersion"
  ${If} $0 == ""
    Return
  ${EndIf}
  ${VersionCompare} $0 "${VERSION}" $1
  ${If} $1 <> 1
    Return
  ${EndIf}
  ${GetParameters} $2
  ClearErrors
  ${GetOptions} $2 "/DOWNGRADE" $3
  ${IfNot} ${Errors}
    Return
  ${EndIf}
  ClearErrors
  MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$(NEWER)" /SD IDNO IDYES +3
  SetErrorLevel 4
  Quit
FunctionEnd

; An older version in another folder goes, with all that it had registered; threads and models stay.
Function LeaveOldFolder
  ReadRegStr $0 HKCU "${UNKEY}" "InstallLocation"
  ${If} $0 != ""
  ${AndIf} $0 != "$INSTDIR"
  ${AndIf} ${FileExists} "$0\uninstall.exe"
    ExecWait '"$0\uninstall.exe" /S _?=$0'
    Delete "$0\uninstall.exe"
    RMDir "$0"
  ${EndIf}
FunctionEnd

!macro Opens CLASS
  WriteRegStr HKCU "${CLASSES}\${CLASS}\DefaultIcon" "" "$INSTDIR\${EXE},0"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\shell\open" "" "$(OPEN_WITH)"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\shell\open" "Icon" "$INSTDIR\${EXE},0"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\shell\open\command" "" '"$INSTDIR\${EXE}" "%1"'
!macroend

Function Register
  CreateShortCut "$SMPROGRAMS\${APP}.lnk" "$INSTDIR\${EXE}" "" "$INSTDIR\${EXE}" 0 "" "" "$(COMMENT)"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  WriteRegStr HKCU "${UNKEY}" "DisplayName" "${APP}"
  WriteRegStr HKCU "${UNKEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNKEY}" "Publisher" "The Fireside authors"
  WriteRegStr HKCU "${UNKEY}" "DisplayIcon" "$INSTDIR\${EXE},0"
  WriteRegStr HKCU "${UNKEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNKEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNKEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNKEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNKEY}" "NoRepair" 1
  WriteRegDWORD HKCU "${UNKEY}" "EstimatedSize" $Size

  ; Offered, not taken: another program that opens .gguf keeps doing so.
  WriteRegStr HKCU "${CLASSES}\.gguf\OpenWithProgids" "${APP}.gguf" ""
  WriteRegStr HKCU "${CLASSES}\${APP}.gguf" "" "$(MODEL)"
  !insertmacro Opens "${APP}.gguf"
  WriteRegStr HKCU "${CLASSES}\Applications\${EXE}" "FriendlyAppName" "${APP}"
  WriteRegStr HKCU "${CLASSES}\Applications\${EXE}\SupportedTypes" ".gguf" ""
  WriteRegStr HKCU "${CLASSES}\Applications\${EXE}\shell\open\command" "" '"$INSTDIR\${EXE}" "%1"'

  WriteRegStr HKCU "${CLASSES}\fireside" "" "URL:${APP}"
  WriteRegStr HKCU "${CLASSES}\fireside" "URL Protocol" ""
  !insertmacro Opens "fireside"

  WriteRegStr HKCU "Software\${APP}\Capabilities" "ApplicationName" "${APP}"
  WriteRegStr HKCU "Software\${APP}\Capabilities" "ApplicationDescription" "$(COMMENT)"
  WriteRegStr HKCU "Software\${APP}\Capabilities\FileAssociations" ".gguf" "${APP}.gguf"
  WriteRegStr HKCU "Software\${APP}\Capabilities\UrlAssociations" "fireside" "fireside"
  WriteRegStr HKCU "Software\RegisteredApplications" "${APP}" "Software\${APP}\Capabilities"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
FunctionEnd

Function un.Unregister
  Delete "$SMPROGRAMS\${APP}.lnk"
  DeleteRegKey HKCU "${UNKEY}"
  DeleteRegValue HKCU "${CLASSES}\.gguf\OpenWithProgids" "${APP}.gguf"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.gguf\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.gguf"
  DeleteRegKey HKCU "${CLASSES}\${APP}.gguf"
  DeleteRegKey HKCU "${CLASSES}\Applications\${EXE}"
  DeleteRegKey HKCU "${CLASSES}\fireside"
  DeleteRegKey HKCU "Software\${APP}\Capabilities"
  DeleteRegKey /ifempty HKCU "Software\${APP}"
  DeleteRegValue HKCU "Software\RegisteredApplications" "${APP}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
FunctionEnd
