# The part of Pester 5 that gives tests their structure. Dot-sourced, as the test files are: all of it then shares one session
# state, so that what a BeforeAll sets is seen by the tests below it through PowerShell's ordinary dynamic scopes. Names that
# begin with two underscores keep the runner's own variables out of the way of the tests'.

$__root = @{ Name = $null; Parent = $null; Items = [Collections.Generic.List[object]]::new(); Data = @{}; Skip = $false }
$__open = $__root

function Describe {
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Mandatory, Position = 1)] [scriptblock] $Fixture,
        [Alias('TestCases')] [object[]] $ForEach,
        [string[]] $Tag,
        [switch] $Skip
    )

    $__cases = $PSBoundParameters.ContainsKey('ForEach') ? $ForEach : @($null)
    foreach ($__case in $__cases) {
        Add-TestBlock $Name $Fixture $__case $Skip
    }
}

Set-Alias Context Describe

function Add-TestBlock($__name, $__fixture, $__case, $__skip) {
    $__data = Get-TestData $__case
    $__block = @{
        Name = Expand-TestName $__name $__data $__open
        Parent = $__open
        Items = [Collections.Generic.List[object]]::new()
        Data = $__data
        Skip = $__skip -or $__open.Skip
    }
    $__open.Items.Add($__block)
    $__open = $__block
    foreach ($__variable in $__data.GetEnumerator()) {
        Set-Variable $__variable.Key $__variable.Value
    }

    $null = . $__fixture
}

function It {
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Mandatory, Position = 1)] [scriptblock] $Test,
        [Alias('TestCases')] [object[]] $ForEach,
        [string[]] $Tag,
        [switch] $Skip
    )

    $__cases = $PSBoundParameters.ContainsKey('ForEach') ? $ForEach : @($null)
    foreach ($__case in $__cases) {
        $__data = Get-TestData $__case
        $__open.Items.Add(@{ Name = Expand-TestName $Name $__data $__open; Parent = $__open; Body = $Test; Data = $__data; Skip = $Skip -or $__open.Skip })
    }
}

function BeforeAll([scriptblock] $Scriptblock) { $__open.BeforeAll = $Scriptblock }
function AfterAll([scriptblock] $Scriptblock) { $__open.AfterAll = $Scriptblock }
function BeforeEach([scriptblock] $Scriptblock) { $__open.BeforeEach = $Scriptblock }
function AfterEach([scriptblock] $Scriptblock) { $__open.AfterEach = $Scriptblock }

function Set-ItResult([switch] $Skipped, [string] $Because) {
    throw [Management.Automation.ErrorRecord]::new([Exception]::new($Because), 'TestSkipped', 'NotSpecified', $null)
}

# The variables that one case of -ForEach means: its keys if it is a table, and the case itself as $_.
function Get-TestData($__case) {
    $__data = @{}
    if ($null -ne $__case) {
        if ($__case -is [Collections.IDictionary]) {
            foreach ($__entry in $__case.GetEnumerator()) { $__data[$__entry.Key] = $__entry.Value }
        }

        $__data['_'] = $__case
    }

    $__data
}

# Puts the case's values, and those of the blocks around it, where the name has <key>, <key.property> or <_>.
function Expand-TestName($__name, $__data, $__block) {
    $__values = $__data.Clone()
    for (; $__block; $__block = $__block.Parent) {
        foreach ($__entry in $__block.Data.GetEnumerator()) { if (-not $__values.ContainsKey($__entry.Key)) { $__values[$__entry.Key] = $__entry.Value } }
    }

    [regex]::Replace($__name, '<(\w+)((?:\.\w+)*)>', {
            param($__match)
            if (-not $__values.ContainsKey($__match.Groups[1].Value)) { return $__match.Value }
            $__value = $__values[$__match.Groups[1].Value]
            foreach ($__property in $__match.Groups[2].Value.Split('.', [StringSplitOptions]::RemoveEmptyEntries)) { $__value = $__value.$__property }
            "$__value"
        })
}

function Get-TestPath($__item) {
    $__names = for (; $__item.Parent; $__item = $__item.Parent) { $__item.Name }
    [array]::Reverse(($__names = @($__names)))
    $__names -join '.'
}

function Get-Test($__block) {
    foreach ($__item in $__block.Items) {
        if ($__item.Body) { $__item } else { Get-Test $__item }
    }
}

function Invoke-TestBlock($__block, [scriptblock] $__report) {
    if ($__block.Skip) {
        foreach ($__test in @(Get-Test $__block)) { & $__report (Get-TestPath $__test) Skipped 'marked -Skip' 0 }
        return
    }

    foreach ($__variable in $__block.Data.GetEnumerator()) { Set-Variable $__variable.Key $__variable.Value }
    try {
        if ($__block.BeforeAll) { $null = . $__block.BeforeAll }
    }
    catch {
        $__failure = "BeforeAll failed: $(Format-TestError $_)"
        foreach ($__test in @(Get-Test $__block)) { & $__report (Get-TestPath $__test) Failed $__failure 0 }
        return
    }

    foreach ($__item in $__block.Items) {
        if ($__item.Body) { Invoke-Test $__item $__report } else { Invoke-TestBlock $__item $__report }
    }

    try {
        if ($__block.AfterAll) { $null = . $__block.AfterAll }
    }
    catch {
        & $__report '' Failed "AfterAll of $(Get-TestPath $__block) failed: $(Format-TestError $_)" 0
    }
}

function Invoke-Test($__test, [scriptblock] $__report) {
    $__result = 'Passed'
    $__message = ''
    $__watch = [Diagnostics.Stopwatch]::StartNew()
    if ($__test.Skip) {
        & $__report (Get-TestPath $__test) Skipped 'marked -Skip' 0
        return
    }

    foreach ($__variable in $__test.Data.GetEnumerator()) { Set-Variable $__variable.Key $__variable.Value }
    $__blocks = for ($__block = $__test.Parent; $__block; $__block = $__block.Parent) { $__block }
    try {
        try {
            # The outermost first; what they set is seen by the test, which runs in this very scope.
            for ($__index = $__blocks.Count - 1; $__index -ge 0; $__index--) {
                if ($__blocks[$__index].BeforeEach) { $null = . $__blocks[$__index].BeforeEach }
            }

            $null = . $__test.Body
        }
        finally {
            foreach ($__block in $__blocks) {
                if ($__block.AfterEach) { $null = . $__block.AfterEach }
            }
        }
    }
    catch {
        $__result = $_.FullyQualifiedErrorId -eq 'TestSkipped' ? 'Skipped' : 'Failed'
        $__message = $__result -eq 'Skipped' ? $_.Exception.Message : (Format-TestError $_)
    }

    & $__report (Get-TestPath $__test) $__result $__message $__watch.Elapsed.TotalSeconds
}

# The message, the id if it says more, and the way through the test's own file.
function Format-TestError($__error) {
    $__lines = @($__error.Exception.Message)
    if ($__error.FullyQualifiedErrorId -ne $__error.Exception.Message) { $__lines += $__error.FullyQualifiedErrorId }
    $__lines += $__error.ScriptStackTrace -split "`n" -notmatch "$([regex]::Escape($PSScriptRoot))|<No file>"
    $__lines -join "`n"
}
