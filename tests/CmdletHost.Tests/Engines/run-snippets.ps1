# Runs each snippet in a clean session and writes down its objects as JSON and what its streams said.
param($Module, $Snippets, $Outcomes)
$runspace = [runspacefactory]::CreateRunspace()
$runspace.Open()
$first = [powershell]::Create()
$first.Runspace = $runspace
$null = $first.AddCommand('Import-Module').AddParameter('Name', $Module).Invoke()
$all = [ordered]@{}
foreach ($snippet in (Get-Content -Raw $Snippets | ConvertFrom-Json -AsHashtable).GetEnumerator()) {
    $runspace.ResetRunspaceState()
    $shell = [powershell]::Create()
    $shell.Runspace = $runspace
    $null = $shell.AddScript($snippet.Value)
    $output = [System.Collections.Generic.List[psobject]]::new()
    $failure = @()
    try { $shell.Invoke($null, $output) } catch { $failure = @($_.Exception.InnerException.ErrorRecord) }
    $all[$snippet.Key] = [ordered]@{
        Output      = ConvertTo-Json -InputObject $output.ToArray() -Depth 4 -Compress -WarningAction Ignore
        Errors      = @(@($shell.Streams.Error) + $failure | ForEach-Object { "$($_.FullyQualifiedErrorId)|$_|$($_.CategoryInfo)" })
        Warnings    = @($shell.Streams.Warning | ForEach-Object Message)
        Verbose     = @($shell.Streams.Verbose | ForEach-Object Message)
        Debug       = @($shell.Streams.Debug | ForEach-Object Message)
        Information = @($shell.Streams.Information | ForEach-Object { "$_" })
    }
}
ConvertTo-Json $all -Depth 5 | Set-Content $Outcomes
