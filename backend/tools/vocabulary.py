"""The words of the stories, in lists that shapes name in capitals."""

from __future__ import annotations

from backend.tools.shapes import inflected

LISTS = {
    "HOW": "how_many how_much what wie_viele wie_viel was how_far how_long how_big how_old how_large which",
    "HOW_OLD": "how_old wie_alt",
    "HAVE": """
        have has had got own owns owned were are is was there_were there_are start_with started_with starts_with
        begin_with hat habe hatte haben hatten sind waren gibt_es
    """,
    "LOSE": inflected("""
        eat lose sell spend use drop break drink donate lend remove give leave die pay smoke finish waste burn
        throw_away take_away give_away hand_out take send mail post withdraw consume borrow trade swap
    """) + """
        ate eaten lost sold spent broke broken drank lent gave given dies died paid took taken took_away gave_away
        threw_away gives_away takes_away throws_away left_early sent have_read had_read read done fell_off fell
        were_eaten esse isst verliere verliert verlor verloren verkaufe verkauft verschenke verschenkt gebe gibt gab
        gegeben trinke trinkt verbrauche verbraucht werfe nehme nimmt gegessen ausgebe ausgegeben bezahle bezahlt zahle
        aß
    """,
    "GAIN": inflected("""
        get buy find receive add win earn pick collect join come arrive bake make gather catch plant pick_up give_me
        save order
    """) + """
        got gets bought found won came made caught gave_me gives_me gives_him gives_her gave_him gave_her gives_them
        gets_another were_born bekomme bekommt bekam bekommen kaufe kauft gekauft finde findet gefunden gewinne gewinnt
        kriege kriegt schenkt_mir gibt_mir dazu
    """,
    "AWAY": """
        got_off got_out get_off flew_away fly_away flew_off fly_off left leave went_home go_home went_away ran_away
        run_away walked_away walked_off swam_away swim_away are_ill are_sick are_absent are_missing are_away were_absent
        were_ill were_sick fell_off fell_down broke died drove_away drove_off are_gone escaped hopped_away melted burst
        popped went_bad got_lost of_them_left
    """,
    "LEFT": """
        left left_over remain remains remaining still to_go over not_sold übrig noch bleiben bleibt remainder to_do
        to_read to_spend
    """,
    "OWNS": """
        do_i_have do_we_have do_you_have does_he_have does_she_have do_they_have have_i i_have we_have are_there has_he
        has_she have_they have_we he_has she_has do_i_now_have does_it_have have_i_got has_he_got has_she_got
    """,
    "TOTAL": """
        together altogether all_together in_total in_all total combined overall zusammen insgesamt all_in_all sum_total
    """,
    "MISSING": "more missing short fehlen noch still_need still_missing",
    "NEED": """
        need needs want wants needed brauche braucht require requires must_have should_have to_reach costs cost goal
        target
    """,
    "PAYS": """
        pay pays paid paying payed spend spent note bill change cost costs costing price buy bought zahle bezahle
        wechselgeld rückgeld purchase
    """,
    "CHANGE": "change get_back back wechselgeld rückgeld zurück",
    "AGE": """
        i'm am old older younger age years brother sister mum dad mother father bruder schwester mutter vater is alt
        jahre
    """,
    "GAP": """
        years_between age_difference difference_in_age difference_in_years how_much_older how_many_years_older
        how_many_years_younger how_much_younger age_gap years_apart how_far_apart jahre_liegen_zwischen
        altersunterschied wie_viel_älter how_many_years
    """,
    "YOUNGER": "younger jünger",
    "OLDER": "older älter",
    "AT": "at je zu_je priced_at à",
    "FOR": "for cost costs costing are für kosten",
    "EACH": """
        each apiece a_piece each_one per_person per_head per_item per_piece everyone everybody per_ticket every_one
        per_child per_kid each_person a_head each_share each_of_us each_child each_kid every_child jeder jede jedes
        pro_person pro_stück das_stück per_bag per_box per_egg per_team in_each a_pop per_row per_pack per_group
        in_every per_bottle per_day_each per_one per_battery per_cup per_unit
    """,
    "ONE": "one a an each every a_single one_single the_single single ein eine einen eins 1 every_single",
    "COST": "cost costs costing is are kostet kosten for paid pay price",
    "FEE": """
        postage shipping delivery fee fees deposit tip service versand porto versandkosten p&p handling charge packaging
        gebühr pfand booking
    """,
    "HOLD": """
        with hold holds contain contains containing have has having of mit haben enthalten mit_je mit_jeweils haben_je
        enthalten_je zu_je holding seats fits
    """,
    "HOLDS": "with hold holds contain contains of each per at for mit je times cost costs every",
    "BOXES": """
        boxes box packs pack packets packet bags bag crates crate cartons carton rows row shelves shelf baskets basket
        trays tray jars jar teams team tables table packages buses vans cars groups bunches pieces parts stücke bundles
        piles lots kisten packungen tüten kartons schachteln dosen reihen beutel pakete körbe gläser tische bottles
        cases
    """,
    "LENGTH": "km miles kilometres kilometers kilometer",
    "SIDES": "by times x long mal lang and wide und breit",
    "TIP_ASKED": "how_much_is how_much_tip what_tip what_is_the_tip tip_is_that is_the",
    "PEOPLE": """
        people persons person of_us friends kids children guests guys ways roommates housemates students pupils siblings
        girls boys teams groups family_members colleagues servings portions personen leute leuten freunde kinder kindern
        of_them flatmates team_members players mates men women grandchildren families
    """,
    "SHARED": """
        shared share split splits splitting divided divide sharing distributed distribute give_out verteilt aufgeteilt
        geteilt teile teilen verteile equally evenly bill rent cost costs dealt handed_out
    """,
    "UNITS": "metres meters metre meter m cm feet foot km inches inch mm ft yards yard",
    "OFF": """
        off discount reduced discounted cheaper reduction rabatt reduziert sale knocked_off nachlass günstiger billiger
        markdown marked_down
    """,
    "DIVIDED": "divided_by is_divided_by / ÷ div by mod durch geteilt_durch is_divided_into over",
    "PRICED": "price pay cost costs final total zahle preis kostet",
    "PER": "a an per every each pro die am in_der for_each for_every",
    "TIP": "tip tax vat service gratuity surcharge sales_tax mwst mehrwertsteuer trinkgeld steuer interest",
    "UP": """
        increase increases increased rise rises rose raise raised raises goes_up went_up gone_up go_up grows grew
        more_expensive up_by dearer
    """,
    "BEFORE": """
        original originally before old regular was_it after_the without_the full_price vorher ursprünglich afterwards
        reach again another
    """,
    "GROSS": "including included includes inklusive inkl incl brutto gross contains contained already",
    "OFTEN": "often people users chance likely model battery gpu cpu",
    "PERCENT": "percent percentage per_cent % prozent pct",
}  # fmt: skip

TURNS = (
    "each every per half twice double triple all most rest percent third quarter times again except without not don't "
    "didn't never more less fewer than older younger taller tomorrow yesterday average pro je jede jeder jedes jedem "
    "jeden hälfte doppelt doppelte alle prozent mal mehr weniger nicht kein keine als älter jünger rotten divided "
    "multiplied squared left remain übrig a_day a_week a_month a_year an_hour"
)
"""Words that change the sense of a story: no shape passes over them unless it names them."""

STEPS = "LOSE GAIN"
"""Verbs that change how many there are."""
