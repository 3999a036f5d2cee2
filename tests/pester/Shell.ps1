# For tests of what belongs to a process: $pwsh is the project's own shell, tools/pwsh. It is the one that runs this if that is it, otherwise the one
# that was built last; never one that happens to be installed.

$built = Get-Item "$PSScriptRoot/../../tools/pwsh/bin/*/*/pwsh$($IsWindows ? '.exe' : '')" | Sort-Object LastWriteTime
$running = $built | Where-Object FullName -EQ ([Environment]::ProcessPath)
$pwsh = $running ? $running.FullName : ($built | Select-Object -Last 1).FullName
if (-not $pwsh) {
    throw 'The shell of the tests is not built: run dotnet build tools/pwsh.'
}
