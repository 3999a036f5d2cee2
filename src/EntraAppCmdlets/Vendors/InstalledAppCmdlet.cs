using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets;

/// <summary>The base of every cmdlet that works on an app that a vendor's guide was carried out for.</summary>
public abstract class InstalledAppCmdlet : ConnectedCmdlet, IDynamicParameters
{
    private VendorParameters? _parameters;

    /// <summary>The vendor. The output of Install-VendorApp supplies it.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(VendorCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vendor { get; set; }

    /// <summary>The app: the object of an earlier step, an application (client) ID, or a display name. Default: the one that Install-VendorApp would
    /// find. Rows of a CSV file are taken as Install-VendorApp takes them: by their columns Vendor, Tenant, AppId and DisplayName, and those named as the
    /// vendor's parameters. A row without AppId and DisplayName means the app with the name in the template. If the guide asks for several apps,
    /// DisplayName names all of them.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AppId", "ClientId", "ApplicationId")]
    [ArgumentCompleter(typeof(AppCompleter))]
    [ValidateNotNull]
    public AppReference? App { get; set; }

    /// <summary>Template files or folders to search before ENTRAAPP_TEMPLATE_PATH and the module's templates.</summary>
    [Parameter]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string[]? TemplatePath { get; set; }

    /// <summary>The display name that the app was installed with, if it isn't the name in the template.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AppCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DisplayName { get; set; }

    private protected override object? CurrentInput => App?.Row ?? (object?)App?.ToString() ?? Vendor;

    private protected override bool IsRow => App?.Row is not null;

    /// <summary>The names that the app was installed with.</summary>
    private protected virtual AppNaming Naming => new(DisplayName ?? Installed?.DisplayName);

    /// <summary>The names that the object of an installation shows; of a template for several apps, those that were chosen for all of them. A row gives
    /// them as it does for Install-VendorApp.</summary>
    private protected AppNaming? Installed =>
        App?.Installation is { } installation
            ? installation.Template.Key is null
                ? new AppNaming(installation.DisplayName, installation.App.UniqueName)
                : installation.Names
            : IsFoundAsInstalled
                ? new AppNaming(App!.DisplayName)
                : null;

    /// <summary>Whether the input is a row without an application ID, whose app is found as Install-VendorApp finds it. A row of an installation that
    /// failed has an ID of zeros.</summary>
    private bool IsFoundAsInstalled => App is { Row: not null } && (App.AppId ?? Guid.Empty) == Guid.Empty;

    /// <summary>Does the command's work for one app, or for all apps of a template for several.</summary>
    /// <param name="guides">The guide, with the parameters that it was carried out with.</param>
    /// <param name="app">The app that was named; null where none was.</param>
    /// <param name="places">The places of the apps that are meant.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private protected abstract Task ProcessAsync(
        VendorGuideSet guides,
        AppRegistration? app,
        IReadOnlyList<int> places,
        CancellationToken cancellationToken
    );

    /// <inheritdoc/>
    public object? GetDynamicParameters()
    {
        _parameters =
            Vendor is null && MyInvocation.ExpectingInput
                ? VendorParameters.Later()
                : VendorParameters.Of(this, Vendor, TemplatePath, null, null);
        return _parameters?.Defined;
    }

    /// <inheritdoc/>
    protected sealed override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        WorkForInstalled(App);
        var guides = Guides();
        guides.Check();
        var app = await FindAsync(cancellationToken);
        await guides.FindAsync(Work(), cancellationToken);
        await ProcessAsync(guides, app, guides.PlacesOf(app), cancellationToken);
    }

    /// <summary>The app that was named; null where none was.</summary>
    /// <exception cref="AppException">AppNotFound, AppAmbiguous, AppPlanned.</exception>
    private async Task<AppRegistration?> FindAsync(CancellationToken cancellationToken)
    {
        if (App is null || IsFoundAsInstalled)
        {
            return null;
        }

        if (App.Registration is { } app)
        {
            return app.IsPlanned ? throw RegistrationErrors.AppPlanned(app) : app;
        }

        return await new AppReader(Work()).GetAsync(App, cancellationToken);
    }

    /// <summary>Refuses an unknown vendor that is followed by a known one in the place of the app.</summary>
    /// <exception cref="AppException">VendorUnknown.</exception>
    private void CheckOrder(string vendor)
    {
        if (
            _parameters!.Error is { ErrorId: nameof(TemplateErrors.VendorUnknown) } unknown
            && App?.Text is { } second
            && VendorTemplates
                .Open(this, TemplatePath)
                .Templates.Any(source => string.Equals(source.Template.Id, second, StringComparison.OrdinalIgnoreCase))
        )
        {
            throw TemplateErrors.VendorIsSecond(unknown, vendor, second, CommandNeeds.NameOf(GetType()));
        }
    }

    private VendorGuideSet Guides()
    {
        var installation = App?.Installation;
        if (Vendor is not null)
        {
            CheckOrder(Vendor);
            _ = _parameters!.Given();
        }

        var row = VendorRow.Of(App?.Row);
        var template =
            Vendor is not null ? _parameters!.Template!
            : row is not null ? VendorTemplates.Open(this, TemplatePath).Get(row.Vendor)
            : installation?.Template ?? throw GuideErrors.VendorNotGiven();
        var given = _parameters?.Given(template) ?? [];
        installation?.Input.AddTo(given, template);
        row?.AddTo(template, Vendor, given);

        return new VendorGuideSet(template.Whole ?? template, given, new VendorSettings(Connection).OfTenant, Naming)
        {
            IsInstalled = installation is not null,
        };
    }
}
