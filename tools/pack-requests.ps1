#!/usr/bin/env pwsh
<#
.SYNOPSIS
Packs Microsoft's published list of requests and the permissions that allow them into data/requests.tsv.

.DESCRIPTION
The source is a table with the columns method, path, application and delegated: the permissions that allow the request, separated by blanks, with * before
those that Microsoft marks as least privileged for it. Keys in a path are placeholders in braces; the path of a file in a drive, between two
colons, is one too.

The packed form has four parts, separated by empty lines:

1. The names of the permissions, the most frequent first. A permission is the place of its name, from 0, in base 36.
2. The sets of permissions, the most frequent first: application, a tab, delegated; * before the least privileged. A set is its place, in base 36.
3. The segments of paths that the tree has more than once, the most frequent first. In the tree ~ and its place, in base 36, mean such a segment.
4. The paths as a tree, one segment a line: its depth in base 36, the segment, and after a blank for each method its letter and its set.
   G is GET, P POST, U PUT, A PATCH, D DELETE; * is a key.

Paths that differ only in case, in the names of their placeholders or in a query are one request, allowed by the permissions of all of them. A segment gets
the case that the source uses most where it uses capitals. The same source always gives the same file.

.EXAMPLE
./tools/pack-requests.ps1 -Path graph-requests.tsv

Writes data/requests.tsv.
#>
[CmdletBinding()]
param(
    # The table.
    [Parameter(Mandatory)]
    [string] $Path,

    # The packed file.
    [string] $Destination = (Join-Path $PSScriptRoot '../data/requests.tsv')
)

$ErrorActionPreference = 'Stop'
$letters = @{ GET = 'G'; POST = 'P'; PUT = 'U'; PATCH = 'A'; DELETE = 'D' }
$ordinal = [StringComparer]::Ordinal

function ConvertTo-Base36([int] $Number) {
    $text = ''
    do {
        $text = '0123456789abcdefghijklmnopqrstuvwxyz'[$Number % 36] + $text
        $Number = [Math]::Floor($Number / 36)
    } while ($Number -gt 0)
    $text
}

# The most frequent first, equals in the order of their text.
function Get-Ranked([System.Collections.Generic.Dictionary[string, int]] $Count) {
    $ranked = [System.Collections.Generic.List[string]]::new($Count.Keys)
    $ranked.Sort([Comparison[string]] {
            param($a, $b)
            $Count[$a] -ne $Count[$b] ? $Count[$b] - $Count[$a] : $ordinal.Compare($a, $b)
        })
    , $ranked
}

function Add-Count($Count, [string] $Key) {
    $Count[$Key] = ($Count.ContainsKey($Key) ? $Count[$Key] : 0) + 1
}

# Method and path without regard to case, to the permissions that allow it; * before a name counts if any of the rows has it.
$requests = [System.Collections.Generic.SortedDictionary[string, object]]::new($ordinal)
$cased = @{}
foreach ($line in [IO.File]::ReadLines((Convert-Path $Path)) | Select-Object -Skip 1) {
    $method, $url, $application, $delegated = $line.Split("`t")
    $url = ($url -replace '\?.*' -replace ':/[^:{]+:', ':/{id}:') -replace "'?\{[^}]*\}'?", '*' -replace ',\s+', ','
    $segments = $url.Trim('/').Split('/')
    foreach ($segment in $segments) {
        $folded = $segment.ToLowerInvariant()
        if (-not $cased.ContainsKey($folded)) { $cased[$folded] = [System.Collections.Generic.Dictionary[string, int]]::new($ordinal) }
        if ($segment.Substring(1) -cmatch '[A-Z]') { Add-Count $cased[$folded] $segment }
    }

    # Separators below all letters, that of the method first: a path comes right before what lies under it.
    $key = ($segments -join "`u{2}").ToLowerInvariant() + "`u{1}" + $letters[$method]
    if (-not $requests.ContainsKey($key)) { $requests[$key] = @{ application = [ordered]@{}; delegated = [ordered]@{} } }
    foreach ($name in $application -split ' ' -ne '') { $requests[$key].application[$name.TrimStart('*')] = $requests[$key].application[$name.TrimStart('*')] -or $name[0] -eq '*' }
    foreach ($name in $delegated -split ' ' -ne '') { $requests[$key].delegated[$name.TrimStart('*')] = $requests[$key].delegated[$name.TrimStart('*')] -or $name[0] -eq '*' }
}

# The table spells a few names in two ways, which mean the same permission.
$names = [System.Collections.Generic.Dictionary[string, int]]::new([StringComparer]::OrdinalIgnoreCase)
foreach ($request in $requests.Values) {
    foreach ($name in @($request.application.Keys) + @($request.delegated.Keys)) { Add-Count $names $name }
}

$permissions = Get-Ranked $names
$place = @{}
for ($i = 0; $i -lt $permissions.Count; $i++) { $place[$permissions[$i]] = $i }

function ConvertTo-Set($Allowed) {
    $places = [int[]] @($Allowed.Keys | ForEach-Object { $place[$_] })
    [Array]::Sort($places)
    ($places | ForEach-Object { ($Allowed[$permissions[$_]] ? '*' : '') + (ConvertTo-Base36 $_) }) -join ' '
}

$sets = [System.Collections.Generic.Dictionary[string, int]]::new($ordinal)
foreach ($request in $requests.Values) {
    $request.set = (ConvertTo-Set $request.application) + "`t" + (ConvertTo-Set $request.delegated)
    Add-Count $sets $request.set
}

$ranked = Get-Ranked $sets
$number = [System.Collections.Generic.Dictionary[string, string]]::new($ordinal)
for ($i = 0; $i -lt $ranked.Count; $i++) { $number[$ranked[$i]] = ConvertTo-Base36 $i }

# Depth, segment and methods of each line of the tree.
$tree = [System.Collections.Generic.List[object]]::new()
$repeated = [System.Collections.Generic.Dictionary[string, int]]::new($ordinal)
$before = @()
foreach ($key in $requests.Keys) {
    $joined, $letter = $key.Split("`u{1}")
    $segments = $joined.Split("`u{2}")
    $shared = 0
    while ($shared -lt $segments.Count -and $shared -lt $before.Count -and $segments[$shared] -ceq $before[$shared]) { $shared++ }
    for ($depth = $shared; $depth -lt $segments.Count; $depth++) {
        $folded = $segments[$depth]
        $segment = $cased[$folded].Count -gt 0 ? (Get-Ranked $cased[$folded])[0] : $folded
        $tree.Add(@{ depth = $depth; segment = $segment; methods = '' })
        if ($segment.Length -gt 2) { Add-Count $repeated $segment }
    }

    $tree[$tree.Count - 1].methods += " $letter$($number[$requests[$key].set])"
    $before = $segments
}

foreach ($once in @($repeated.Keys | Where-Object { $repeated[$_] -eq 1 })) { $null = $repeated.Remove($once) }
$words = Get-Ranked $repeated
$word = [System.Collections.Generic.Dictionary[string, string]]::new($ordinal)
for ($i = 0; $i -lt $words.Count; $i++) { $word[$words[$i]] = '~' + (ConvertTo-Base36 $i) }
$lines = $tree | ForEach-Object { (ConvertTo-Base36 $_.depth) + ($word.ContainsKey($_.segment) ? $word[$_.segment] : $_.segment) + $_.methods }

$text = @(
    '# Requests of Microsoft Graph and the permissions that allow them, from the permission data that Microsoft publishes under the MIT licence (August 2026).'
    '# Made by tools/pack-requests.ps1, which says how to read it.'
    $permissions; ''; $ranked; ''; $words; ''; $lines
) -join "`n"
[IO.File]::WriteAllText([IO.Path]::GetFullPath($Destination, $PWD.Path), $text + "`n")
Write-Verbose "$($requests.Count) requests, $($permissions.Count) permissions, $($ranked.Count) sets."
