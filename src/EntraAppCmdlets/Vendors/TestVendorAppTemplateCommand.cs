using System.Management.Automation;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets;

/// <summary>Checks template files, and says what each would do: its parameters, steps, permissions and values.</summary>
/// <remarks>
/// <para>A file is checked against template.schema.json and the rules of docs/templates.md. Each fault has its line, column and rule, so that an editor
/// finds it. Nothing is sent, and no connection is needed.</para>
/// <para>To try a valid template, connect to the embedded tenant with Connect-AppTenant -Sandbox, and run Install-VendorApp with -TemplatePath and
/// -WhatIf.</para>
/// </remarks>
/// <example>
/// <code>Test-VendorAppTemplate ./acme.json</code>
/// <para>Checks a file.</para>
/// </example>
/// <example>
/// <code>(Test-VendorAppTemplate ./acme.json).Faults</code>
/// <para>Lists what is wrong with it, with line, column and rule.</para>
/// </example>
/// <example>
/// <code>if (-not (Test-VendorAppTemplate ./templates -Quiet)) { throw 'A template has faults.' }</code>
/// <para>Stops a script if a template of the folder has faults.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "VendorAppTemplate")]
[OutputType(typeof(VendorAppTemplateResult))]
[OutputType(typeof(bool))]
public sealed class TestVendorAppTemplateCommand : ModuleCmdlet
{
    private bool _isValid = true;

    /// <summary>Template files, or folders with templates.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TemplatePath", "PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Writes True if no file has a fault, else False.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in Path.Select(GetUnresolvedProviderPathFromPSPath))
        {
            try
            {
                foreach (var result in TemplateLibrary.FilesOf(path).Select(VendorAppTemplateResult.Of))
                {
                    _isValid &= result.IsValid;
                    if (!Quiet)
                    {
                        WriteObject(result);
                    }
                }
            }
            catch (AppException e)
            {
                _isValid = false;
                WriteError(ErrorRecords.From(e, path)!);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Quiet)
        {
            WriteObject(_isValid);
        }
    }
}
