using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.Sandbox;

namespace EntraAppCmdlets;

/// <summary>Completes words that are usual for a parameter that takes any other, too.</summary>
internal abstract class WordCompleter(params string[] words) : IArgumentCompleter
{
    /// <inheritdoc/>
    public virtual IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var word = CompletionWord.Unquote(wordToComplete);
        return
        [
            .. words
                .Where(text => text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .Select(text => new CompletionResult(CompletionWord.Quote(text), text, CompletionResultType.ParameterValue, text)),
        ];
    }
}

/// <summary>Issuers of the services that federated credentials are usually made for.</summary>
internal sealed class FederatedIssuerCompleter()
    : WordCompleter(
        "https://token.actions.githubusercontent.com",
        "https://gitlab.com",
        "https://accounts.google.com",
        "https://app.terraform.io"
    );

/// <summary>The audience that tokens are exchanged under.</summary>
internal sealed class FederatedAudienceCompleter() : WordCompleter(FederatedCredentialService.DefaultAudience);

/// <summary>The built-in directory roles, found by any part of their names.</summary>
internal sealed class DirectoryRoleCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var word = CompletionWord.Unquote(wordToComplete);
        return
        [
            .. from role in BuiltInRoles.Names
            where role.Value.Contains(word, StringComparison.OrdinalIgnoreCase)
            orderby !role.Value.StartsWith(word, StringComparison.OrdinalIgnoreCase), role.Value
            select new CompletionResult(
                CompletionWord.Quote(role.Value),
                role.Value,
                CompletionResultType.ParameterValue,
                $"{role.Value} ({DirectoryRoleRisk.Of(role.Key)})"
            ),
        ];
    }
}

/// <summary>Where users sign in who are not of one tenant only.</summary>
internal sealed class SignInTenantCompleter() : WordCompleter("common", "organizations", "consumers");

/// <summary>What an app's own token is usually for.</summary>
internal sealed class TokenScopeCompleter()
    : WordCompleter("https://graph.microsoft.com/.default", "https://management.azure.com/.default", "https://vault.azure.net/.default");

/// <summary>The resources that version 1.0 of the endpoint is usually asked for.</summary>
internal sealed class TokenResourceCompleter()
    : WordCompleter("https://graph.microsoft.com", "https://management.azure.com", "https://vault.azure.net");

/// <summary>The scopes of OpenID Connect, and delegated permissions of Microsoft Graph: what users are asked to consent to.</summary>
internal sealed class ConsentScopeCompleter() : WordCompleter("openid", "profile", "email", "offline_access")
{
    /// <inheritdoc/>
    public override IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var words = base.CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters).ToList();
        var permissions = new GraphDelegatedPermissionCompleter().CompleteArgument(
            commandName,
            parameterName,
            wordToComplete,
            commandAst,
            fakeBoundParameters
        );
        return [.. words, .. permissions.Where(permission => !words.Exists(word => word.ListItemText == permission.ListItemText))];
    }
}

/// <summary>The settings of the embedded tenant, each as the beginning of a hashtable.</summary>
internal sealed class SandboxSettingCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) =>
        from name in SandboxSettings.Names
        where name.StartsWith((wordToComplete ?? "").TrimStart('@', '{', ' '), StringComparison.OrdinalIgnoreCase)
        select new CompletionResult($"@{{ {name} = ", name, CompletionResultType.ParameterValue, name);
}
