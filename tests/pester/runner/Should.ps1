# The assertions of Pester 5 that the tests use. One that is not here is a parameter that Should doesn't know, which fails the test.

function Should {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(ValueFromPipeline)] $ActualValue,
        [Parameter(Position = 0)] [Alias('ExpectedMessage', 'RegularExpression')] $ExpectedValue,
        [Parameter(Mandatory, ParameterSetName = 'Be')] [switch] $Be,
        [Parameter(Mandatory, ParameterSetName = 'BeExactly')] [switch] $BeExactly,
        [Parameter(Mandatory, ParameterSetName = 'BeNullOrEmpty')] [switch] $BeNullOrEmpty,
        [Parameter(Mandatory, ParameterSetName = 'BeTrue')] [switch] $BeTrue,
        [Parameter(Mandatory, ParameterSetName = 'BeFalse')] [switch] $BeFalse,
        [Parameter(Mandatory, ParameterSetName = 'BeOfType')] [Alias('HaveType')] [switch] $BeOfType,
        [Parameter(Mandatory, ParameterSetName = 'BeGreaterThan')] [Alias('GT')] [switch] $BeGreaterThan,
        [Parameter(Mandatory, ParameterSetName = 'BeGreaterOrEqual')] [Alias('GE')] [switch] $BeGreaterOrEqual,
        [Parameter(Mandatory, ParameterSetName = 'BeLessThan')] [Alias('LT')] [switch] $BeLessThan,
        [Parameter(Mandatory, ParameterSetName = 'BeLessOrEqual')] [Alias('LE')] [switch] $BeLessOrEqual,
        [Parameter(Mandatory, ParameterSetName = 'BeIn')] [switch] $BeIn,
        [Parameter(Mandatory, ParameterSetName = 'BeLike')] [switch] $BeLike,
        [Parameter(Mandatory, ParameterSetName = 'BeLikeExactly')] [switch] $BeLikeExactly,
        [Parameter(Mandatory, ParameterSetName = 'Match')] [switch] $Match,
        [Parameter(Mandatory, ParameterSetName = 'MatchExactly')] [Alias('CMATCH')] [switch] $MatchExactly,
        [Parameter(Mandatory, ParameterSetName = 'Contain')] [switch] $Contain,
        [Parameter(Mandatory, ParameterSetName = 'HaveCount')] [switch] $HaveCount,
        [Parameter(Mandatory, ParameterSetName = 'Exist')] [switch] $Exist,
        [Parameter(Mandatory, ParameterSetName = 'Throw')] [switch] $Throw,
        [Parameter(ParameterSetName = 'Throw')] [string] $ErrorId,
        [Parameter(ParameterSetName = 'Throw')] [type] $ExceptionType,
        [Parameter(ParameterSetName = 'Throw')] [switch] $PassThru,
        [switch] $Not,
        [string] $Because
    )

    begin { $__piped = [Collections.Generic.List[object]]::new() }
    process { if ($MyInvocation.ExpectingInput) { $__piped.Add($ActualValue) } }
    end {
        # As Pester: one object stands for itself, several for a list, none for an empty one.
        if ($MyInvocation.ExpectingInput) { $ActualValue = $__piped.Count -eq 1 ? $__piped[0] : $__piped.ToArray() }
        $operator = $PSCmdlet.ParameterSetName
        $got = ''
        $holds = switch ($operator) {
            'Be' { Test-Equal $ActualValue $ExpectedValue $false }
            'BeExactly' { Test-Equal $ActualValue $ExpectedValue $true }
            'BeNullOrEmpty' { @($ActualValue).Count -eq 0 -or $null -eq $ActualValue -or ($ActualValue -is [string] -and $ActualValue -eq '') }
            'BeTrue' { [bool]$ActualValue }
            'BeFalse' { -not $ActualValue }
            'BeOfType' { $null -ne $ActualValue -and $ActualValue -is (Get-NamedType $ExpectedValue) }
            'BeGreaterThan' { $ActualValue -gt $ExpectedValue }
            'BeGreaterOrEqual' { $ActualValue -ge $ExpectedValue }
            'BeLessThan' { $ActualValue -lt $ExpectedValue }
            'BeLessOrEqual' { $ActualValue -le $ExpectedValue }
            'BeIn' { @($ExpectedValue) -contains $ActualValue }
            'BeLike' { $ActualValue -like $ExpectedValue }
            'BeLikeExactly' { $ActualValue -clike $ExpectedValue }
            'Match' { $ActualValue -match $ExpectedValue }
            'MatchExactly' { $ActualValue -cmatch $ExpectedValue }
            'Contain' { @($ActualValue) -contains $ExpectedValue }
            'HaveCount' { @($ActualValue).Count -eq $ExpectedValue }
            'Exist' { Test-Path $ActualValue }
            'Throw' {
                if ($ActualValue -isnot [scriptblock]) { throw [ArgumentException]::new('Should -Throw takes a script block.') }
                $thrown = Get-ThrownError $ActualValue
                $got = $thrown ? "$($thrown.FullyQualifiedErrorId): $($thrown.Exception.Message)" : 'no error'
                $null -ne $thrown -and
                (-not $ExpectedValue -or $thrown.Exception.Message -like $ExpectedValue) -and
                (-not $ErrorId -or $thrown.FullyQualifiedErrorId -like $ErrorId) -and
                (-not $ExceptionType -or $thrown.Exception -is $ExceptionType)
            }
        }

        if ([bool]$holds -eq $Not.IsPresent) {
            $expected = @($operator) + @($ExpectedValue, $ErrorId, $ExceptionType | Where-Object { $null -ne $_ -and '' -ne $_ } | ForEach-Object { Format-Value $_ })
            $reason = $Because ? " because $Because" : ''
            throw "Expected$($Not ? ' not' : '') $($expected -join ' ')$reason, but got $($got ? $got : (Format-Value $ActualValue))."
        }

        if ($PassThru) { $thrown }
    }
}

function Get-ThrownError([scriptblock] $__block) {
    try { $null = & $__block } catch { $_ }
}

# A type in brackets is a text where arguments are given.
function Get-NamedType($type) {
    $type -is [type] ? $type : [type]($type -replace '^\[(.*)\]$', '$1')
}

function Test-Equal($first, $second, [bool] $exactly) {
    if ($first -is [array] -or $second -is [array]) {
        $first = @($first)
        $second = @($second)
        if ($first.Count -ne $second.Count) { return $false }
        for ($index = 0; $index -lt $first.Count; $index++) {
            if (-not (Test-Equal $first[$index] $second[$index] $exactly)) { return $false }
        }

        return $true
    }

    if ($null -eq $first -or $null -eq $second) { return $null -eq $first -and $null -eq $second }
    [bool]($exactly ? $first -ceq $second : $first -eq $second)
}

function Format-Value($value) {
    if ($null -eq $value) { return '$null' }
    if ($value -is [string]) { return "'$value'" }
    if ($value -is [array]) { return '@({0})' -f (@($value | ForEach-Object { Format-Value $_ }) -join ', ') }
    "$value"
}
