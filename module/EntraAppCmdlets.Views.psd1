# Views of the module's objects. Loaded by the first command that runs, not with the module: views are what an import would spend most of its time on.
@{
    ModuleVersion     = '1.0'
    FormatsToProcess  = @('EntraAppCmdlets.format.ps1xml')
    TypesToProcess    = @('EntraAppCmdlets.types.ps1xml')
    CmdletsToExport   = @()
    FunctionsToExport = @()
    AliasesToExport   = @()
    VariablesToExport = @()
}
