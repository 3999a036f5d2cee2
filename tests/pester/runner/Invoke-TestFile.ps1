<#
.SYNOPSIS
Runs a test file in Pester's syntax, or lists its tests, and writes one line of JSON for each test.

.DESCRIPTION
Each line has name ("Describe.Context.It"; empty for trouble with the file as a whole), result (Passed, Failed, Skipped), message
and seconds. A last line {"end":true} says
that the file was run to its end: without it the process died. Pester 5 runs the file where it is installed, and else this folder's own
small runner. The list comes from the small runner in any case, because Pester gives tests their final names only as it runs them.
#>
param(
    # The test files.
    [Parameter(Mandatory)] [string[]] $Path,

    # The file that the lines are written to.
    [Parameter(Mandatory)] [string] $ResultPath,

    # Lists the tests instead of running them; each line then has the path of its file, too.
    [switch] $List,

    # Uses the small runner even where Pester is installed.
    [switch] $NoPester
)

$ErrorActionPreference = 'Stop'

function Write-Result([hashtable] $__line) {
    [IO.File]::AppendAllText($ResultPath, "$(ConvertTo-Json $__line -Compress)`n")
}

# The error preference of a test is PowerShell's own default, not this script's.
function Invoke-WithPester($__file) {
    Import-Module Pester -MinimumVersion 5.0
    $configuration = New-PesterConfiguration -Hashtable @{ Run = @{ Path = $__file; PassThru = $true }; Output = @{ Verbosity = 'None' } }
    $ErrorActionPreference = 'Continue'
    $run = Invoke-Pester -Configuration $configuration
    $own = @($PSScriptRoot, (Get-Module Pester).ModuleBase | ForEach-Object { [regex]::Escape($_) }) + '<No file>' -join '|'
    foreach ($test in $run.Tests) {
        Write-Result @{
            name = $test.ExpandedPath
            result = $test.Result -in 'Passed', 'Skipped' ? $test.Result : 'Failed'
            message = ($test.ErrorRecord | ForEach-Object { @($_.Exception.Message) + ($_.ScriptStackTrace -split "`n" -notmatch $own) }) -join "`n"
            seconds = $test.Duration.TotalSeconds
        }
    }

    foreach ($block in @($run.FailedBlocks) + @($run.FailedContainers)) {
        Write-Result @{ name = ''; result = 'Failed'; message = "$block failed: $($block.ErrorRecord)"; seconds = 0 }
    }
}

function Invoke-WithoutPester($__file) {
    . "$PSScriptRoot/Structure.ps1"
    . "$PSScriptRoot/Should.ps1"
    $TestDrive = (New-Item (Join-Path ([IO.Path]::GetTempPath()) "TestDrive-$([guid]::NewGuid())") -ItemType Directory).FullName
    try {
        . { . $__file }
        if ($List) {
            foreach ($__test in @(Get-Test $__root)) { Write-Result @{ file = $__file; name = Get-TestPath $__test; result = $__test.Skip ? 'Skipped' : '' } }
            return
        }

        $ErrorActionPreference = 'Continue'
        Invoke-TestBlock $__root {
            param($__name, $__result, $__message, $__seconds)
            Write-Result @{ name = $__name; result = $__result; message = $__message; seconds = $__seconds }
        }
    }
    finally {
        Remove-Item $TestDrive -Recurse -Force
    }
}

foreach ($file in (Resolve-Path -LiteralPath $Path).Path) {
    try {
        if (-not $List -and -not $NoPester -and (Get-Module Pester -ListAvailable | Where-Object Version -GE '5.0')) {
            Invoke-WithPester $file
        }
        else {
            Invoke-WithoutPester $file
        }
    }
    catch {
        Write-Result @{ file = $file; name = ''; result = 'Failed'; message = "$($_.Exception.Message)`n$($_.InvocationInfo.PositionMessage)"; seconds = 0 }
    }
}

Write-Result @{ end = $true }
