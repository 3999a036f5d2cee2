using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace EntraAppCmdlets;

/// <summary>The base of every cmdlet: before the first one of a session writes anything, the module's views are there to draw it.</summary>
public abstract class ModuleCmdlet : PSCmdlet
{
    // The manifest does not name the views, because for each file of them PowerShell builds all views of the session anew, which is more than the
    // rest of an import together. As a module inside this one they go with it when it is removed.
    private static readonly ConditionalWeakTable<PSModuleInfo, object> WithViews = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // No module where a host program has put the cmdlet into a session by its class: views are that program's affair then.
        if (MyInvocation.MyCommand.Module is { } module && WithViews.TryAdd(module, module))
        {
            LoadViews(module, Path.Combine(module.ModuleBase, "module", "EntraAppCmdlets.Views.psd1"));
        }
    }

    private void LoadViews(PSModuleInfo module, string views)
    {
        // An assembly that was imported by itself, without the manifest, has none.
        if (!File.Exists(views))
        {
            return;
        }

        try
        {
            module.Invoke(
                ScriptBlock.Create(
                    @"Microsoft.PowerShell.Core\Import-Module -Name $args[0] -ErrorAction Stop -Verbose:$false -Debug:$false"
                ),
                WildcardPattern.Escape(views)
            );
        }
        catch (RuntimeException e)
        {
            // A session may forbid new views: its objects are drawn by their properties then, and nothing else is different.
            WriteVerbose($"The views of EntraAppCmdlets are not loaded: {e.Message}");
        }
    }
}
