using System.Management.Automation;

namespace EmptyModule;

/// <summary>The one cmdlet of the module that the import of ours is measured against.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
public sealed class GetNothingCommand : Cmdlet
{
    protected override void ProcessRecord() => WriteVerbose("nothing");
}
