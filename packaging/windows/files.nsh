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

; In the section itself: what a function unpacks is not counted as needed space.
!macro Unpack
  !insertmacro PARTS BringBack ; of an installer that was killed while it exchanged them
  RMDir /r "$INSTDIR\.new"
  RMDir /r "$INSTDIR\.old"
  StrCpy $Error ""
  ClearErrors
  SetOutPath "$INSTDIR\.new"
  File /r "${PAYLOAD}/*.*"
  ${If} ${Errors}
    StrCpy $Error "$INSTDIR\.new"
  ${EndIf}
  SetOutPath "$INSTDIR"
  CreateDirectory "$INSTDIR\.old"
  !insertmacro PARTS SetAside
  !insertmacro PARTS PutInPlace
  ${If} $Error != ""
    !insertmacro PARTS BringBack
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
