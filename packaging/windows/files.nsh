; Puts the program's files in place: unpacked beside those of before, then exchanged, so that a full disk harms nothing.

!macro RemovePart NAME
  ${If} ${FileExists} "$INSTDIR\${NAME}\*.*"
    RMDir /r "$INSTDIR\${NAME}"
  ${Else}
    Delete "$INSTDIR\${NAME}"
  ${EndIf}
!macroend

!macro SetAside NAME
  ${If} $Error == ""
  ${AndIf} ${FileExists} "$INSTDIR\${NAME}"
    ClearErrors
    Rename "$INSTDIR\${NAME}" "$INSTDIR\.old\${NAME}"
    ${If} ${Errors}
      StrCpy $Error "$INSTDIR\${NAME}"
    ${EndIf}
  ${EndIf}
!macroend

!macro PutInPlace NAME
  ${If} $Error == ""
    ClearErrors
    Rename "$INSTDIR\.new\${NAME}" "$INSTDIR\${NAME}"
    ${If} ${Errors}
      StrCpy $Error "$INSTDIR\${NAME}"
    ${EndIf}
  ${EndIf}
!macroend

; What was set aside comes back; what is of the new version goes.
!macro BringBack NAME
  ${If} ${FileExists} "$INSTDIR\.old\${NAME}"
    !insertmacro RemovePart "${NAME}"
    Rename "$INSTDIR\.old\${NAME}" "$INSTDIR\${NAME}"
  ${EndIf}
!macroend

; Open Fireside where /RUN asks for it: whoever lets it update itself wants it back, whichever version that is.
Function Open
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/RUN" $1
  ${IfNot} ${Errors}
  ${AndIf} ${Silent}
  ${AndIf} ${FileExists} "$INSTDIR\${EXE}"
    Exec '"$INSTDIR\${EXE}"'
  ${EndIf}
FunctionEnd

; Let the new version try itself while the old one is still there: what does not work on this computer does not stay.
Function TryIt
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/NOTEST" $1
  ${IfNot} ${Errors}
  ${OrIfNot} ${FileExists} "$INSTDIR\fireside-cli.exe"
    Return
  ${EndIf}
  DetailPrint "$(TRYING)"
  nsExec::Exec /TIMEOUT=180000 '"$INSTDIR\fireside-cli.exe" selftest -o "$TEMP\Fireside-selftest.json"'
  Pop $0
  ${If} $0 == 0
    Return
  ${EndIf}
  MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$(DOES_NOT_WORK)" /SD IDNO IDYES keep
  SetOutPath "$TEMP" ; a folder that is the current one cannot be removed
  !insertmacro PARTS RemovePart
  !insertmacro PARTS BringBack
  RMDir /r "$INSTDIR\.new"
  RMDir /r "$INSTDIR\.old"
  RMDir "$INSTDIR"
  Call Open
  SetErrorLevel 6
  Quit
  keep:
FunctionEnd

; In the section itself: what a function unpacks is not counted as needed space.
!macro Unpack
  !insertmacro PARTS BringBack ; of an installer that was killed while it exchanged them
  RMDir /r "$INSTDIR\.new"
  RMDir /r "$INSTDIR\.old"
  StrCpy $Error ""
  ClearErrors
  SetOutPath "$INSTDIR\.new"
  File /r "${PAYLOAD}"
  ${If} ${Errors}
    StrCpy $Error "$INSTDIR\.new"
  ${EndIf}
  SetOutPath "$INSTDIR"
  CreateDirectory "$INSTDIR\.old"
  !insertmacro PARTS SetAside
  !insertmacro PARTS PutInPlace
  ${If} $Error != ""
    !insertmacro PARTS BringBack
  ${Else}
    Call TryIt
  ${EndIf}
  RMDir /r "$INSTDIR\.new"
  RMDir /r "$INSTDIR\.old"
  ${If} $Error != ""
    MessageBox MB_ICONSTOP "$(NOT_WRITTEN)" /SD IDOK
    Call Open
    SetErrorLevel 2
    Quit
  ${EndIf}
!macroend

; Unpacking was broken off: the disk is full, or the person pressed Cancel.
Function .onInstFailed
  SetOutPath "$TEMP"
  !insertmacro PARTS BringBack
  RMDir /r "$INSTDIR\.new"
  RMDir /r "$INSTDIR\.old"
  RMDir "$INSTDIR"
  Call Open
FunctionEnd
