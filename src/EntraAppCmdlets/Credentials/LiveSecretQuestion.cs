using System.Management.Automation;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>
/// A secret or certificate that is valid may be in use: removing one is of high impact, while the commands that do it now and then only are of medium impact.
/// </summary>
/// <param name="kind">What it is in words.</param>
internal sealed class LiveSecretQuestion(string kind = "secret")
{
    private readonly SecurityQuestion _question = new($"Remove a valid {(kind == "secret" ? "client secret" : kind)}");

    /// <summary>Whether removing them is meant, as far as they are valid.</summary>
    /// <exception cref="AppException">ConfirmationNeeded: nobody is there to be asked.</exception>
    public bool IsAnswered(PSCmdlet cmdlet, AppRegistration app, IEnumerable<AppCredential> removed)
    {
        var live = removed.Where(credential => credential.State != AppCredentialState.Expired).ToList();
        if (live.Count == 0 || !SecurityQuestion.IsOfHighImpactOnly(cmdlet))
        {
            return true;
        }

        var what = $"{string.Join(", ", live)} of '{app.DisplayName}' {(live.Count == 1 ? "is" : "are")} valid";
        return _question.IsAnswered(
            cmdlet,
            $"{what}. Whoever uses {(live.Count == 1 ? "it" : "them")} can no longer sign in. Remove {(live.Count == 1 ? "it" : "them")} once the new {kind} is created?",
            inner => ChangeErrors.ConfirmationNeeded(app, what, inner)
        );
    }
}
