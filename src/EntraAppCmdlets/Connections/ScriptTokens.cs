using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>Access tokens that a script block of the session fetches: on the pipeline thread of whichever command needs one.</summary>
internal sealed class ScriptTokens(ScriptBlock script)
{
    private readonly Guid? _home = Runspace.DefaultRunspace?.InstanceId;

    /// <summary>Runs the script once.</summary>
    /// <exception cref="SignInException">AccessTokenScriptFailed: it failed or wrote no token.</exception>
    internal Task<SecureString> FetchAsync(CancellationToken cancellationToken) =>
        PipelineSynchronizationContext.OfThisWork is { } pump
            ? pump.DoAsync(Fetch, cancellationToken)
            : throw new InvalidOperationException("A token is needed while no command of the session runs.");

    private SecureString Fetch()
    {
        // A script runs in the runspace that it was written in; in the one of a parallel loop it would wait for that one, which waits for the loop.
        if (Runspace.DefaultRunspace?.InstanceId != _home)
        {
            throw Failed("belongs to another runspace and can't run in this one", null);
        }

        try
        {
            foreach (var written in script.Invoke())
            {
                if (Token(written) is { } token)
                {
                    return token;
                }
            }
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw Failed($"failed: {e.Message.TrimEnd('.')}", e);
        }

        throw Failed("wrote no token", null);
    }

    // A token itself, or an object that carries one, as Get-AzAccessToken writes it.
    private static SecureString? Token(PSObject? written) =>
        written?.BaseObject switch
        {
            SecureString secure => secure,
            string { Length: > 0 } text => SecureText.Hide(text),
            null => null,
            _ => written.Properties["Token"]?.Value switch
            {
                SecureString secure => secure,
                string { Length: > 0 } text => SecureText.Hide(text),
                _ => null,
            },
        };

    private static SignInException Failed(string what, Exception? inner) =>
        new(
            "AccessTokenScriptFailed",
            $"The script for access tokens {what}.",
            "Have it write a token for Microsoft Graph, as SecureString or as the object that Get-AzAccessToken writes.",
            innerException: inner
        );
}
