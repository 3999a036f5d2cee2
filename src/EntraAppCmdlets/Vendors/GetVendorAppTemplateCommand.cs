using System.Management.Automation;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Lists the vendors whose guide can be carried out, and explains each: its parameters, steps, permissions and values.</summary>
/// <remarks>
/// <para>A template is a JSON file. Those of the module are in module/templates; template.schema.json there says what a file may hold. Files and folders
/// of your own are taken from -TemplatePath and from the environment variable ENTRAAPP_TEMPLATE_PATH (separated as in PATH), and work like those of
/// the module.</para>
/// <para>Where several places hold a template of the same vendor, -TemplatePath goes before the environment variable, and that before the module. If
/// a file has errors, the command reports each with line, column and rule, and still lists the other files. No connection is needed.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppTemplate</code>
/// <para>Lists the vendors.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppTemplate -Kind Monitoring, Security</code>
/// <para>Lists the vendors of monitoring and security products.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppTemplate -Search Directory.Read.All</code>
/// <para>Lists the vendors whose guide asks for this permission.</para>
/// </example>
/// <example>
/// <code>(Get-VendorAppTemplate Sekoia).Parameters</code>
/// <para>Explains the parameters that Install-VendorApp -Vendor Sekoia has.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppTemplate -TemplatePath ./my-vendor.json</code>
/// <para>Checks a template of your own, and lists it with the others.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "VendorAppTemplate")]
[OutputType(typeof(VendorAppTemplate))]
public sealed class GetVendorAppTemplateCommand : ModuleCmdlet
{
    /// <summary>The vendors to show; wildcards are allowed. Without it, all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VendorCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Vendor { get; set; }

    /// <summary>Shows only vendors of these kinds of products.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public VendorAppKind[]? Kind { get; set; }

    /// <summary>Shows only vendors whose name, title, description and permissions have all these words, in any order. Upper and lower case don't
    /// matter.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Search { get; set; }

    /// <summary>Template files or folders to search before the others.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Path", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[]? TemplatePath { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var library = VendorTemplates.Open(this, TemplatePath);
        foreach (var fault in library.Faulty)
        {
            WriteError(ErrorRecords.From(fault, null)!);
        }

        foreach (var hidden in library.Hidden)
        {
            WriteVerbose($"{hidden.Path} is hidden by a template of the same vendor in a nearer place.");
        }

        var words = (Search ?? []).SelectMany(text => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToList();
        foreach (var name in Vendor ?? ["*"])
        {
            var pattern = new NamePattern(name);
            try
            {
                var found = pattern.Select(
                    library.Templates.OrderBy(source => source.Template.Id, StringComparer.OrdinalIgnoreCase),
                    source => source.Template.Id
                );
                // A fault in a file that was named is the reason already.
                if (found.Count == 0 && library.FaultyNamed.Count == 0 && !pattern.IsPattern)
                {
                    throw TemplateErrors.VendorUnknown(name, library, []);
                }

                foreach (
                    var template in found
                        .Where(source => Kind is null || Kind.Contains(source.Template.Kind))
                        .Select(VendorAppTemplate.Of)
                        .Where(template => template.Mentions(words))
                )
                {
                    WriteObject(template);
                }
            }
            catch (AppException e)
            {
                WriteError(ErrorRecords.From(e, name)!);
            }
        }
    }
}
