; Where threads and models lie: pointed to when it is chosen, left alone when Fireside goes, unless the person ticks it.
; backend/paths.py reads the pointer: moved.json in the data folder of Windows, {"home": "…"}.

!define HOME "$LOCALAPPDATA\${APP}"

; Write the pointer, unless there are threads already: Fireside itself moves those.
Function PointToData
  ${If} $Data == ""
  ${OrIf} $Data == "${HOME}"
  ${OrIf} ${FileExists} "${HOME}\moved.json"
  ${OrIf} ${FileExists} "${HOME}\fireside.db"
    Return
  ${EndIf}
  CreateDirectory "${HOME}"
  CreateDirectory "$Data"
  ClearErrors
  FileOpen $0 "${HOME}\moved.json" w
  FileWrite $0 '{"home": "'
  StrLen $1 $Data
  IntOp $1 $1 - 1
  ${ForEach} $2 0 $1 + 1
    StrCpy $3 $Data 1 $2
    System::Call '*(&w2 "$3") p .r4' ; its number: JSON may have every letter as \uXXXX, whatever it is
    System::Call '*$4(&i2 .r5)'
    System::Free $4
    IntOp $5 $5 & 0xFFFF
    IntFmt $5 "%04x" $5
    FileWrite $0 "\u$5"
  ${Next}
  FileWrite $0 '"}'
  FileClose $0
FunctionEnd

; $Data becomes the folder that is in use.
Function un.FindData
  StrCpy $Data "${HOME}"
  ClearErrors
  FileOpen $0 "${HOME}\moved.json" r
  ${If} ${Errors}
    Return
  ${EndIf}
  FileRead $0 $1
  FileClose $0
  ${WordFind} $1 '"home": "' "E+1}" $2
  ${If} ${Errors}
    Return
  ${EndIf}
  StrCpy $Data ""
  StrCpy $3 0
  ${Do}
    StrCpy $4 $2 1 $3
    ${If} $4 == '"'
    ${OrIf} $4 == ""
      ${ExitDo}
    ${ElseIf} $4 == "\"
      IntOp $3 $3 + 1
      StrCpy $4 $2 1 $3
      ${If} $4 == "u"
        IntOp $3 $3 + 1
        StrCpy $4 $2 4 $3
        IntOp $3 $3 + 3
        IntFmt $4 "%c" "0x$4"
      ${EndIf}
    ${EndIf}
    StrCpy $Data "$Data$4"
    IntOp $3 $3 + 1
  ${Loop}
FunctionEnd

; Remove the data where that was ticked. A folder that does not bear our name may hold other things: it stays, and is told.
Function un.RemoveData
  Call un.FindData
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/REMOVEDATA" $1
  ${If} ${Errors}
  ${AndIf} $RemoveData != ${BST_CHECKED}
    Return
  ${EndIf}
  ${GetFileName} "$Data" $0
  ${If} $0 == "${APP}"
    RMDir /r "$Data"
  ${Else}
    MessageBox MB_ICONINFORMATION "$(DATA_STAYS)" /SD IDOK
  ${EndIf}
  RMDir /r "${HOME}"
FunctionEnd
