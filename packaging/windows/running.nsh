; Asks the Fireside of this folder, and no other, to close, and waits until its files are free.

!macro RUNNING UN
; $R0 becomes 1 while the program runs.
Function ${UN}IsRunning
  StrCpy $R0 0
  ${If} ${FileExists} "$INSTDIR\${EXE}"
    ClearErrors
    FileOpen $R1 "$INSTDIR\${EXE}" a
    ${If} ${Errors}
      StrCpy $R0 1
    ${Else}
      FileClose $R1
    ${EndIf}
    ClearErrors
  ${EndIf}
FunctionEnd

; Close every window that belongs to the program, as a click on its cross would.
Function ${UN}CloseWindows
  StrCpy $R1 0
  ${Do}
    System::Call 'user32::FindWindowExW(p 0, p R1, p 0, p 0) p .R1'
    ${If} $R1 = 0
      ${ExitDo}
    ${EndIf}
    System::Call 'user32::IsWindowVisible(p R1) i .R2'
    ${If} $R2 <> 0
      System::Call 'user32::GetWindowThreadProcessId(p R1, *i .R2)'
      System::Call 'kernel32::OpenProcess(i 0x1000, i 0, i R2) p .R3' ; only to ask for its name
      ${If} $R3 <> 0
        System::Call 'kernel32::QueryFullProcessImageNameW(p R3, i 0, w .R4, *i ${NSIS_MAX_STRLEN})'
        System::Call 'kernel32::CloseHandle(p R3)'
        ${If} $R4 == "$INSTDIR\${EXE}"
          System::Call 'user32::PostMessageW(p R1, i 0x10, p 0, p 0)' ; WM_CLOSE
        ${EndIf}
      ${EndIf}
    ${EndIf}
  ${Loop}
FunctionEnd

Function ${UN}CloseRunning
  StrCpy $R7 60 ; quarters of a second
  ${GetParameters} $R6
  ClearErrors
  ${GetOptions} $R6 "/RUN" $R8
  ${IfNot} ${Errors}
    StrCpy $R7 240 ; a Fireside that updates itself is on its way out already: it may be putting away a large model
  ${EndIf}
  ClearErrors
  ${Do}
    Call ${UN}IsRunning
    ${If} $R0 = 0
      Return
    ${EndIf}
    ${ForEach} $R5 0 $R7 + 1
      IntOp $R6 $R5 % 12 ; again every three seconds: it may only be opening its window
      ${If} $R6 = 0
        Call ${UN}CloseWindows
      ${EndIf}
      Sleep 250
      Call ${UN}IsRunning
      ${If} $R0 = 0
        Return
      ${EndIf}
    ${Next}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IS_OPEN)" /SD IDCANCEL IDRETRY again
    SetErrorLevel 3
    Quit
    again:
  ${Loop}
FunctionEnd
!macroend

!insertmacro RUNNING ""
!insertmacro RUNNING "un."
