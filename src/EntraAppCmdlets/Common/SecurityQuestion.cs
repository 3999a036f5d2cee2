using System.Management.Automation;
using System.Management.Automation.Host;

namespace EntraAppCmdlets;

/// <summary>A question beyond that of -Confirm, for what a command does now and then only and nobody should do in passing. Its default is No.</summary>
/// <param name="caption">The heading of the question.</param>
internal sealed class SecurityQuestion(string caption)
{
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>Whether the answer is yes. -Confirm:$false is a yes beforehand, and with -Confirm the question has just been asked.</summary>
    /// <param name="cmdlet">The command that asks.</param>
    /// <param name="query">The question.</param>
    /// <param name="unattended">Makes the error for a session in which nobody can be asked.</param>
    /// <exception cref="AppException">ConfirmationNeeded: nobody is there to be asked.</exception>
    public bool IsAnswered(PSCmdlet cmdlet, string query, Func<Exception, AppException> unattended)
    {
        return cmdlet.MyInvocation.BoundParameters.ContainsKey("Confirm")
            || Ask(() => cmdlet.ShouldContinue(query, caption, hasSecurityImpact: true, ref _yesToAll, ref _noToAll), unattended);
    }

    /// <summary>Asks a question of PowerShell where somebody can answer it.</summary>
    /// <param name="ask">Asks it.</param>
    /// <param name="unattended">Makes the error for a session in which nobody can be asked, such as a runbook or pwsh -NonInteractive.</param>
    /// <exception cref="AppException">ConfirmationNeeded: nobody is there to be asked.</exception>
    public static bool Ask(Func<bool> ask, Func<Exception, AppException> unattended)
    {
        try
        {
            return ask();
        }
        // The console host of PowerShell 7.6 ends a question on a closed input with a NullReferenceException of its own.
        catch (Exception e) when (e is HostException or PSInvalidOperationException or NullReferenceException)
        {
            throw unattended(e);
        }
    }

    /// <summary>
    /// Whether PowerShell asks before steps of high impact only, as it does by default: a command of medium impact then has to ask by itself before what is of high
    /// impact. With a lower preference the command has just asked; with None nothing is asked.
    /// </summary>
    public static bool IsOfHighImpactOnly(PSCmdlet cmdlet) =>
        LanguagePrimitives.ConvertTo<ConfirmImpact>(cmdlet.SessionState.PSVariable.GetValue("ConfirmPreference", ConfirmImpact.High))
        == ConfirmImpact.High;
}
