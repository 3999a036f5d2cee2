using System.Management.Automation;

namespace EntraAppCmdlets;

/// <summary>A cmdlet that removes or revokes something. It writes nothing, as such commands do, unless the next step of a chain needs the app.</summary>
internal interface IRemoval
{
    /// <summary>Whether the app is written.</summary>
    SwitchParameter PassThru { get; }
}
